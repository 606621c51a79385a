import { append, normalise, type Occurrences, SPACE, scanner } from './features.ts'
import { answer, type LinearModel, logitsOf, sharpnessOf } from './model.ts'
import { BIAS_VALUE, weigh } from './vocabulary.ts'

/** What one n-gram says for `label` and against `rival`, in log-odds, and where it stands in the original text. */
export type Part = { ngram: string; contribution: number; spans: [start: number, stop: number][] }

/** Why the model prefers `label` to `rival`: `margin` = ln(p(label) / p(rival)) = `bias` + the sum of all parts. */
export type Explanation = { label: string; rival: string; margin: number; bias: number; parts: Part[] }

/**
 * Explains a text: by default the model's answer against its second choice. Parts come largest first, without those
 * that say nothing. Spans are offsets in UTF-16 units. Throws where a label is not one of the model's.
 */
export const explain = (
  model: LinearModel,
  text: string,
  { label, rival }: { label?: string; rival?: string } = {},
): Explanation => {
  const { scores } = answer(model, text)
  const ranked = [...scores.keys()].sort((a, b) => scores[b] - scores[a]).map(k => model.labels[k])
  const [first, second = first] = ranked.filter(name => name !== label && name !== rival)
  const us = label ?? first
  const them = rival ?? (label === undefined ? second : first)
  const [k, l] = [us, them].map(name => model.labels.indexOf(name))
  if (k < 0 || l < 0) throw new Error(`"${k < 0 ? us : them}" is not one of the labels.`)
  const sharpness = sharpnessOf(model, logitsOf(model, text))
  const weight = (row: number) =>
    sharpness * (model.weights[row * model.stride + k] - model.weights[row * model.stride + l])
  const bias = BIAS_VALUE * weight(0)
  const parts = partsOf(model, text, weight)
  const margin = parts.reduce((sum, part) => sum + part.contribution, bias)
  return { label: us, rival: them, margin, bias, parts }
}

const partsOf = (model: LinearModel, text: string, weight: (row: number) => number): Part[] => {
  const grams = scanner.scan(text)
  const values = new Float32Array(grams.size)
  weigh(model.vocabulary, grams, values)
  const parts = Array.from(values, (value, entry): Part => {
    const row = model.vocabulary.row_of[grams.bucket[entry]]
    return { ngram: '', contribution: row < 0 ? 0 : value * weight(row), spans: [] }
  })
  const { occurrences } = scanner
  const spanOf = locate(text, occurrences)
  for (let i = 0; i < occurrences.size; i++) {
    const [start, stop] = [occurrences.start[i], occurrences.stop[i]]
    const part = parts[occurrences.entry[i]]
    part.ngram ||= Array.from(occurrences.codes.subarray(start, stop), code => String.fromCodePoint(code)).join('')
    part.spans.push(spanOf(start, stop))
  }
  return parts
    .filter(part => part.contribution !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
}

/** Finds where codes come from: reads the text again, one character as people see it at a time. */
const locate = (text: string, { codes, length }: Occurrences): ((start: number, stop: number) => [number, number]) => {
  const read = new Int32Array(codes.length)
  const from = new Int32Array(codes.length + 1)
  const to = new Int32Array(codes.length + 1)
  let size = append(read, 0, SPACE)
  for (const { index, segment } of new Intl.Segmenter().segment(text))
    for (const sign of normalise(segment)) {
      const next = append(read, size, sign.codePointAt(0) as number)
      from.fill(index, size, next)
      to.fill(index + segment.length, size, next)
      size = next
    }
  // A normal form may depend on the neighbours in rare scripts; then all of the text is meant.
  const same = append(read, size, SPACE) === length
  const shown = (place: number) => codes[place] !== SPACE
  return (start, stop) => {
    if (!same) return [0, text.length]
    const first = shown(start) ? start : start + 1
    const last = shown(stop - 1) ? stop - 1 : stop - 2
    return [from[first], to[last]]
  }
}
