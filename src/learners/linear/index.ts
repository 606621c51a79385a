import type { Learner } from '../learner.ts'
import { fit } from './fit.ts'
import { unpack } from './format.ts'
import { type Kernel, kernel } from './kernel.ts'
import { type LinearModel, openModel, strideOf } from './model.ts'
import { readTexts, vocabularyOf } from './vocabulary.ts'

export { apply, type Correction, correct, plan, undo } from './correct.ts'
export { type Explanation, explain, type Part } from './explain.ts'
export { familiarity, noveltyOf } from './familiar.ts'
export { calibrate, refine } from './fit.ts'
export { answer, type LinearModel } from './model.ts'
export { type Library, libraryOf, type Near } from './nearest.ts'
export { type Move, type Pool, poolOf } from './pool.ts'

/** The built-in learner on a kernel of choice. */
export const linearOn = (kernel: Kernel): Learner<LinearModel> => ({
  name: 'linear',
  fit: (examples, options) => fit(examples, options, kernel),
  load: bytes => openModel(unpack(bytes), kernel),
})

/** The built-in learner: softmax regression on n-grams, which takes a correction in under a millisecond. */
export const linear = linearOn(kernel)

/** A model that has read texts and learned nothing: enough to tell which texts are like one another. */
export const unlearned = async (texts: readonly string[]): Promise<LinearModel> => {
  const vocabulary = vocabularyOf(await readTexts(texts), 1)
  const labels = ['any']
  const weights = new Float32Array(vocabulary.rows * strideOf(labels.length))
  return openModel({ labels, vocabulary, weights, temperature: 1 }, kernel)
}
