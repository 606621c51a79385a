import { vectorOf } from '../../learners/linear/correct.ts'
import { BUCKETS } from '../../learners/linear/features.ts'
import { answer, type Correction, type LinearModel, type Move, type Pool, poolOf } from '../../learners/linear/index.ts'
import { rootOfSpread } from '../../learners/linear/model.ts'
import { softmax } from '../../stats/calibration.ts'
import type { Effect } from './contract.ts'
import { pairedChange } from './rules.ts'

export type Item = { external_id: string; text: string }
export type Labelled = Item & { label: string }

/** A model, and the items on which it is measured what a correction changes. */
export type Scene = {
  model: LinearModel
  holdout: Labelled[]
  recent: Item[]
  /** The held-out and then the recent items, scored by the model. */
  pool: Pool
  /** The held-out items as n-grams, to tell how near a correction is. */
  vectors: ReturnType<typeof vectorOf>[]
}

/** Scores the items by the model. */
export const sceneOf = async (model: LinearModel, holdout: Labelled[], recent: Item[]): Promise<Scene> => {
  const texts = [...holdout, ...recent].map(item => item.text)
  const vectors = holdout.map(item => vectorOf(model, item.text))
  return { model, holdout, recent, vectors, pool: await poolOf(model, texts) }
}

/**
 * Probabilities after the scores of some classes moved. As p = softmax(z / (T * sqrt(std z))), the scores were, but for
 * a constant that says nothing, z = ln p * T^2 * std(ln p).
 */
const moved = ({ temperature }: LinearModel, p: Float32Array, shift: [number, number][]): Float64Array => {
  const logits = Float64Array.from(p, Math.log)
  const unit = (temperature * rootOfSpread(logits)) ** 2
  for (let k = 0; k < logits.length; k++) logits[k] = (logits[k] as number) * unit
  for (const [k, by] of shift) logits[k] = (logits[k] as number) + by
  return Float64Array.from(softmax([...logits], temperature * rootOfSpread(logits)))
}

const rounded = (probability: number) => Math.round(probability * 1e4) / 1e4

const saidBy = (labels: readonly string[], p: ArrayLike<number>) => {
  let best = 0
  for (let k = 1; k < labels.length; k++) if ((p[k] as number) > (p[best] as number)) best = k
  return { label: labels[best] as string, confidence: rounded(p[best] as number) }
}

/** One weight a bucket, for the correction at hand; the bias (-1) comes first. */
const desk = new Float32Array(BUCKETS + 1)

const lossChanges = ({ model, pool, holdout, vectors }: Scene, { bucket, value, change }: Correction): number[] => {
  const touched = [...change.keys()].filter(k => change[k] !== 0)
  if (touched.length === 0) return holdout.map(() => 0)
  bucket.forEach((place, entry) => {
    desk[place + 1] = value[entry] as number
  })
  const changes = vectors.map((vector, item) => {
    let similarity = 0
    vector.bucket.forEach((place, entry) => {
      similarity += (vector.value[entry] as number) * (desk[place + 1] as number)
    })
    if (similarity === 0) return 0
    const shift = touched.map((k): [number, number] => [k, similarity * (change[k] as number)])
    const { scores } = pool.answer(item)
    const gold = model.labels.indexOf((holdout[item] as Labelled).label)
    return Math.log((scores[gold] as number) / (moved(model, scores, shift)[gold] as number))
  })
  bucket.forEach(place => {
    desk[place + 1] = 0
  })
  return changes
}

const EXAMPLES_max = 20
const EXCERPT_max = 200

const told = (moves: Move[], items: Item[]) => ({
  count: moves.length,
  examples: moves.slice(0, EXAMPLES_max).map(({ item, label_before: from, label: to }) => {
    const { external_id, text } = items[item] as Item
    return { external_id, text: text.slice(0, EXCERPT_max), from, to }
  }),
})

/** What a correction would do; nothing changes. */
export const effectOf = (scene: Scene, { external_id, text, label }: Labelled, correction: Correction): Effect => {
  const { model, pool, holdout, recent } = scene
  const { labels } = model
  const own = correction.value.reduce((sum, value) => sum + value * value, 0)
  const shift = [...correction.change].map((by, k): [number, number] => [k, by * own])
  const before = answer(model, text).scores
  const items = [...holdout, ...recent]
  const moves = pool.preview(correction).filter(({ label_before, label }) => label_before !== label)
  const held = moves.filter(({ item }) => item < holdout.length)
  const gold = ({ item }: Move) => (holdout[item] as Labelled).label
  const others = moves.filter(({ item }) => item >= holdout.length && items[item]?.external_id !== external_id)
  return {
    external_id,
    label,
    before: saidBy(labels, before),
    after: saidBy(labels, moved(model, before, shift)),
    pool: { items: recent.filter(item => item.external_id !== external_id).length, ...told(others, items) },
    holdout: {
      items: holdout.length,
      broken: told(
        held.filter(move => move.label_before === gold(move)),
        items,
      ),
      mended: told(
        held.filter(move => move.label === gold(move)),
        items,
      ),
      log_loss: pairedChange(lossChanges(scene, correction)),
    },
  }
}
