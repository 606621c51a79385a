/** Probabilities below this count as this much, so that one impossible truth does not make the loss infinite. */
const FLOOR = 1e-15

/**
 * How one class fared. `precision` is `null` when it was never predicted, `recall` when it never occurred: there is
 * nothing to divide by.
 */
export type ClassScores = {
  label: string
  precision: number | null
  recall: number | null
  f1: number
  support: number
}

/** `accuracy` and `macro_f1` are `null` of no items; `classes` holds every label seen on either side, sorted. */
export type ClassificationScores = {
  n: number
  accuracy: number | null
  macro_f1: number | null
  classes: ClassScores[]
}

const sameLength = (gold: readonly unknown[], other: readonly unknown[]): void => {
  if (gold.length !== other.length) throw new RangeError(`${gold.length} gold labels for ${other.length} predictions`)
}

const countBy = (labels: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  return counts
}

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

/**
 * Accuracy, macro-averaged F1 and the scores of every class: `precision = TP/(TP+FP)`, `recall = TP/(TP+FN)`,
 * `F1 = 2TP/(2TP+FP+FN)`, macro-F1 their plain mean over classes.
 *
 * @throws RangeError unless there is one prediction per gold label
 * @example classificationScores(['a', 'a', 'b'], ['a', 'b', 'b']) // n 3, accuracy 2/3, macro_f1 2/3, classes a and b
 */
export const classificationScores = (gold: readonly string[], predicted: readonly string[]): ClassificationScores => {
  sameLength(gold, predicted)
  const occurred = countBy(gold)
  const guessed = countBy(predicted)
  const hits = countBy(gold.filter((label, i) => label === predicted[i]))
  const labels = [...new Set([...gold, ...predicted])].sort()
  const classes = labels.map(label => {
    const hit = hits.get(label) ?? 0
    const support = occurred.get(label) ?? 0
    const claims = guessed.get(label) ?? 0
    const f1 = (2 * hit) / (support + claims)
    return { label, precision: ratio(hit, claims), recall: ratio(hit, support), f1, support }
  })
  const right = classes.reduce((sum, { label }) => sum + (hits.get(label) ?? 0), 0)
  const f1 = classes.reduce((sum, { f1 }) => sum + f1, 0)
  return { n: gold.length, accuracy: ratio(right, gold.length), macro_f1: ratio(f1, classes.length), classes }
}

/**
 * The mean of `-ln p(gold label)`, in nats; `null` of no items. A label the model gave no probability counts as 1e-15.
 *
 * @throws RangeError unless there is one distribution per gold label
 * @example logLoss(['a', 'b'], [{ a: 0.5, b: 0.5 }, { a: 0.75, b: 0.25 }]) // 1.0397 = (ln 2 + ln 4) / 2
 */
export const logLoss = (
  gold: readonly string[],
  probabilities: readonly Readonly<Record<string, number>>[],
): number | null => {
  sameLength(gold, probabilities)
  const losses = gold.map((label, i) => -Math.log(Math.max(FLOOR, probabilities[i][label] ?? 0)))
  return ratio(
    losses.reduce((sum, loss) => sum + loss, 0),
    losses.length,
  )
}
