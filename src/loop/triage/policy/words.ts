/** A policy in words, and what differs between two of them. Pure. */
import { countOf, durationOf, inPercent } from '../../../ui/say.ts'
import type { Policy, StrategyName } from '../contract.ts'

type Rule = Policy['rules'][number]
type Wishes = Policy['audit']

/** What each strategy puts first. */
export const STRATEGY_WORDS: Record<StrategyName, string> = {
  margin: 'barely ahead of the runner-up',
  'margin-diversity': 'barely ahead of the runner-up, and unlike each other',
  disagreement: 'where models disagree',
  novelty: 'unlike anything seen before',
  confidence: 'with the lowest confidence',
}

/** `queue fraud, 2 judgements, priority 5, due within 1 h`; empty where nothing is wished for. */
export const wishesInWords = ({ queue, wanted, priority, due_minutes }: Wishes): string =>
  [
    queue === undefined ? '' : `queue ${queue}`,
    wanted === undefined ? '' : countOf(wanted, 'judgement'),
    priority === undefined ? '' : `priority ${priority}`,
    due_minutes === undefined ? '' : `due within ${durationOf(due_minutes * 60)}`,
  ]
    .filter(each => each !== '')
    .join(', ')

const verdictInWords = (verdict: Rule['do']): string => {
  if (verdict.outcome === 'pass') return 'the answer passes'
  if (verdict.outcome === 'rule') return `the answer is ${JSON.stringify(verdict.answer)}`
  const { outcome: _, blind, ...wishes } = verdict
  const where = wishesInWords(wishes)
  return `people see it${blind ? " without the model's answer" : ''}${where && ` (${where})`}`
}

export const ruleInWords = ({ name, when, matches, do: verdict }: Rule): string => {
  const conditions = [...(matches ? [`the text matches ${matches}`] : []), ...(when ? [when] : [])]
  return `“${name}”: if ${conditions.join(' and ') || 'nothing is asked'}, ${verdictInWords(verdict)}`
}

const uncertainInWords = (uncertain: Policy['uncertain']): string => {
  if (!uncertain) return 'No answer counts as uncertain'
  if ('below' in uncertain) return `People see answers with a ${uncertain.strategy} below ${uncertain.below}`
  return `People see the ${inPercent(uncertain.share)} of recent traffic ${STRATEGY_WORDS[uncertain.strategy]}`
}

/** What holds beside the rules, a line each. */
export const termsInWords = (policy: Policy): string[] => {
  const { uncertain, audit_share, audit, review, errata_override, automate } = policy
  const audited = wishesInWords(audit)
  return [
    uncertainInWords(uncertain),
    `A random ${inPercent(audit_share)} of all else is audited${audited && ` (${audited})`}`,
    `Unless a rule says otherwise: ${wishesInWords(review)}`,
    errata_override ? 'A text that people corrected before is answered as they did' : 'Errata do not change answers',
    automate ? 'In mode automated, only what a certificate covers is answered at once' : 'No certificate is asked for',
  ]
}

const linesOf = (policy: Policy): string[] => [
  ...policy.rules.map(rule => `Rule ${ruleInWords(rule)}`),
  ...termsInWords(policy),
]

/** Lines that only one of two policies has; none where they say the same. */
export const changesOf = (before: Policy, after: Policy): string[] => {
  const [old, next] = [linesOf(before), linesOf(after)]
  const told = [
    ...next.filter(line => !old.includes(line)).map(line => `New: ${line}`),
    ...old.filter(line => !next.includes(line)).map(line => `Gone: ${line}`),
  ]
  const is_moved = told.length === 0 && old.join('\n') !== next.join('\n')
  return is_moved ? ['The rules stand in another order'] : told
}
