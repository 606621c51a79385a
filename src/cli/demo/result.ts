/** One item of the traffic as it went: what the model said, what was served or held, and what people made of it. */
export type Played = {
  truth: string
  predicted: string
  /** What the caller got at once; null where it was held for people. */
  served: string | null
  reviewed: boolean
  /** What stands after people answered; null where they were not asked. */
  resolved: string | null
}

/** What one play of the loop came to. Shares and accuracies are between 0 and 1. */
export type Result = {
  project_id: string
  corpus: string
  labels: number
  labelled_at_start: number
  traffic: number
  accuracy_before: number
  accuracy_after: number
  served_accuracy: number
  model_accuracy_on_traffic: number
  reviewed_share: number
  errors_caught_share: number
  human_seconds: number
  judgements: number
  corrections: number
  promotions: number
  corrections_to_promotion_seconds: number | null
  estimate: number | null
  estimate_low: number
  estimate_high: number
  true_error: number
  reviewer_noise: number
  ledger_entries: number
  ledger_verified: boolean
  seconds: number
}

const share = <Item>(items: Item[], holds: (item: Item) => boolean): number =>
  items.length === 0 ? 0 : items.filter(holds).length / items.length

/** What the play of the traffic came to: people's answers count where they were asked, else what was served. */
export const scoreTraffic = (played: Played[]) => {
  const wrong = played.filter(item => item.predicted !== item.truth)
  return {
    traffic: played.length,
    served_accuracy: share(played, item => (item.resolved ?? item.served) === item.truth),
    model_accuracy_on_traffic: share(played, item => item.predicted === item.truth),
    true_error: share(played, item => item.predicted !== item.truth),
    reviewed_share: share(played, item => item.reviewed),
    errors_caught_share: share(wrong, item => item.resolved === item.truth),
    corrections: played.filter(item => item.resolved !== null && item.resolved !== item.predicted).length,
  }
}

const percent = (value: number) => `${(value * 100).toFixed(1)}%`
const whole = (value: number) => Math.round(value).toLocaleString('en')

/** The result as a table for people. */
export const tableOf = (result: Result): string => {
  const { estimate, corrections_to_promotion_seconds: promoted } = result
  const interval = `95% interval ${percent(result.estimate_low)} to ${percent(result.estimate_high)}`
  const lines: [string, string][] = [
    ['corpus', `${result.corpus}, ${result.labels} labels`],
    ['labelled at the start', whole(result.labelled_at_start)],
    ['traffic', whole(result.traffic)],
    ['accuracy before (test set nobody saw)', percent(result.accuracy_before)],
    ['accuracy after', percent(result.accuracy_after)],
    [
      'accuracy of what was served',
      `${percent(result.served_accuracy)} (the model alone: ${percent(result.model_accuracy_on_traffic)})`,
    ],
    ['share reviewed by people', percent(result.reviewed_share)],
    ["the model's errors caught", percent(result.errors_caught_share)],
    [
      'human time',
      `${whole(result.human_seconds)} s for ${whole(result.judgements)} judgements ` +
        `(simulated, ${percent(result.reviewer_noise)} wrong)`,
    ],
    ['corrections', `${whole(result.corrections)}, ${result.promotions} promotions`],
    ['correction to promotion, median', promoted === null ? 'no promotion' : `${promoted.toFixed(1)} s`],
    ['error rate, estimated', estimate === null ? 'unknown' : `${percent(estimate)} (${interval})`],
    ['error rate, true', percent(result.true_error)],
    ['ledger', `${result.ledger_verified ? 'verified' : 'NOT VERIFIED'}, ${whole(result.ledger_entries)} entries`],
    ['took', `${result.seconds.toFixed(0)} s`],
  ]
  return lines.map(([name, value]) => `${name.padEnd(40)}${value}`).join('\n')
}
