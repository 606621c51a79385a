/**
 * The temperature that makes softmax(logits / temperature) most likely to give the gold classes (Guo et al. 2017, On
 * calibration of modern neural networks). `logits` holds `stride` numbers per item, of which `classes` count. Newton's
 * method on 1 / temperature, in which the loss is convex; held within 0.1 to 10, and 1 where there are no items.
 */
export const temperatureOf = (
  logits: Float32Array,
  gold: Int32Array,
  { classes, stride }: { classes: number; stride: number },
): number => {
  let sharpness = 1
  for (let round = 0; round < 30 && gold.length > 0; round++) {
    let slope = 0
    let curve = 1e-9
    for (let item = 0; item < gold.length; item++) {
      const row = logits.subarray(item * stride, item * stride + classes)
      const { mean, variance } = moments(row, sharpness)
      slope += mean - row[gold[item]]
      curve += variance
    }
    const next = Math.min(10, Math.max(0.1, sharpness - slope / curve))
    const settled = Math.abs(next - sharpness) < 1e-6
    sharpness = next
    if (settled) break
  }
  return 1 / sharpness
}

/** Mean and variance of the logits under their own softmax. */
const moments = (row: Float32Array, sharpness: number): { mean: number; variance: number } => {
  const highest = row.reduce((a, b) => Math.max(a, b))
  let total = 0
  let first = 0
  let second = 0
  for (const logit of row) {
    const weight = Math.exp(sharpness * (logit - highest))
    total += weight
    first += weight * logit
    second += weight * logit * logit
  }
  return { mean: first / total, variance: second / total - (first / total) ** 2 }
}
