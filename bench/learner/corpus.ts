import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import type { Example } from '../../src/learners/learner.ts'
import { seededRandom } from '../../src/stats/random.ts'
import { dataFile } from '../../test/data.ts'

/** A public corpus of intents: what to learn from, what to be asked, and what lies outside. */
export type Corpus = {
  name: 'banking77' | 'clinc150'
  path: string
  labels: string[]
  train: Example[]
  test: Example[]
  outside: string[]
}

/** Undefined where the file is absent. */
export const corpus = (name: Corpus['name']): Corpus | undefined => {
  const path = dataFile(`classification/${name}.csv`)
  if (!path) return undefined
  const rows: { text: string; intent: string; split: string }[] = parse(readFileSync(path), { columns: true })
  const part = (split: string) =>
    rows.filter(row => row.split === split).map(({ text, intent }) => ({ text, label: intent }))
  const train = part('train')
  const labels = [...new Set(train.map(example => example.label))].sort()
  const outside = part('oos_test').map(({ text }) => text)
  return { name, path, labels, train, test: part('test'), outside }
}

/** Texts with two words swapped for words of other texts: as many as asked for, none of them new in kind. */
export const shuffledTexts = (examples: readonly Example[], count: number, seed: string): string[] => {
  const random = seededRandom(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random.uniform() * from.length)]
  const words = examples.slice(0, 3000).flatMap(({ text }) => text.split(' '))
  return Array.from({ length: count }, () => {
    const text = pick(examples).text.split(' ')
    for (let swap = 0; swap < 2; swap++) text[Math.floor(random.uniform() * text.length)] = pick(words)
    return text.join(' ')
  })
}
