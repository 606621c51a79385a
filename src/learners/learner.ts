/** A text and the label people stand by. */
export type Example = { text: string; label: string }

/** One answer: the label, its calibrated probability, and that of every label in the order of `Model.labels`. */
export type Scored = { label: string; confidence: number; scores: Float32Array }

/** What long work is given along: a way to stop it, and somebody who hears how far it is. */
export type Watched = {
  on_progress?: ((done: number, total: number) => void) | undefined
  signal?: AbortSignal | undefined
}

export type FitOptions = Watched & {
  /** The same seed and examples give the same model. */
  seed: string
  /** The closed set of answers: every label of an example is one of these. */
  labels: readonly string[]
}

export type Model = {
  labels: readonly string[]
  /** One answer per text, in order. */
  predict(texts: readonly string[], watched?: Watched): Promise<Scored[]>
  /** The whole model as bytes that `Learner.load` takes back. */
  save(): Uint8Array
}

/** What can be taught. The built-in one, a program (`command`) and a model server (`http`) look the same. */
export type Learner<Fitted extends Model = Model> = {
  name: string
  fit(examples: readonly Example[], options: FitOptions): Promise<Fitted>
  /** Throws where the bytes are not a whole, unharmed model of this learner. */
  load(bytes: Uint8Array): Fitted
}

/** What answers look like where they are more than one of some labels: told to whoever learns them. */
export type Form = { kind: string; labels: readonly object[]; settings: object }

/** Whether an answer fits is for the caller to check: a learner knows no kinds. */
export type OpenAnswer = { answer: unknown; confidence: number | null }

export type OpenModel = {
  form: Form
  /** One answer per input, in order. */
  answer(inputs: readonly object[], watched?: Watched): Promise<OpenAnswer[]>
  save(): Uint8Array
}

/** What learns answers of any kind from all that an item shows. */
export type OpenLearner = {
  fit(
    examples: readonly { input: object; answer: unknown }[],
    options: Omit<FitOptions, 'labels'> & { form: Form },
  ): Promise<OpenModel>
  load(bytes: Uint8Array): OpenModel
}

/** A learner outside: what it learns is its own affair. */
export type Outside = Learner & { open: OpenLearner }

/** What a learner outside said of one item of an open kind: `{"answer", "confidence"?}`. Throws, naming `where`. */
export const openAnswerOf = (said: unknown, where: string): OpenAnswer => {
  const { answer, confidence = null } = (said ?? {}) as { answer?: unknown; confidence?: unknown }
  if (answer === undefined) throw new Error(`${where} has no "answer".`)
  if (confidence === null) return { answer, confidence }
  if (typeof confidence === 'number' && confidence >= 0 && confidence <= 1) return { answer, confidence }
  throw new Error(`${where} has a confidence outside 0 to 1.`)
}

/** The `count` most probable labels, best first; ties keep the order of the labels. */
export const best = (model: Model, scored: Scored, count: number): { label: string; score: number }[] =>
  model.labels
    .map((label, index) => ({ label, score: scored.scores[index] }))
    .sort((a, b) => b.score - a.score)
    .slice(0, count)

/**
 * What a learner outside said of one item: `{"label", "scores": {LABEL: PROBABILITY}}`. A label without a score has 0.
 * Throws, naming `where` it stood, on anything but a known label with probabilities.
 */
export const scoredOf = (answer: unknown, labels: readonly string[], where: string): Scored => {
  const { label, scores } = (answer ?? {}) as { label?: unknown; scores?: unknown }
  const given = new Map<string, unknown>(Object.entries(scores ?? {}))
  const all = labels.map(name => (given.has(name) ? given.get(name) : 0))
  const place = labels.indexOf(label as string)
  if (place < 0) throw new Error(`${where} names none of the labels.`)
  if (!all.every(score => typeof score === 'number' && score >= 0 && score <= 1)) {
    throw new Error(`${where} has a score outside 0 to 1.`)
  }
  if (!given.has(labels[place])) throw new Error(`${where} has no score for its label.`)
  const found = Float32Array.from(all as number[])
  return { label: labels[place], confidence: found[place], scores: found }
}

/** The place of every label. Throws on an empty set, on a label named twice and on an example outside the set. */
export const indexLabels = (labels: readonly string[], examples: readonly Example[]): Map<string, number> => {
  const places = new Map(labels.map((label, index) => [label, index]))
  if (labels.length === 0) throw new Error('A learner needs at least one label.')
  if (places.size !== labels.length) throw new Error('A label is named twice.')
  const stranger = examples.find(example => !places.has(example.label))
  if (stranger) throw new Error(`"${stranger.label}" is not one of the labels.`)
  return places
}
