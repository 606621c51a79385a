import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { scanner } from './features.ts'

/** What the last scan met, as strings. */
const namesMet = (): string[] => {
  const { codes, start, stop, size } = scanner.occurrences
  return Array.from({ length: size }, (_, i) => String.fromCodePoint(...codes.subarray(start[i], stop[i])))
}

/** Whether two n-grams of a text happen to share a bucket, and so count as one. */
const collides = (text: string): boolean => {
  const { size } = scanner.scan(text)
  const { entry } = scanner.occurrences
  return new Set(namesMet().map((name, i) => `${entry[i]} ${name}`)).size > size
}

/** The n-grams of a text as strings with their counts: words and pairs, then runs of characters. */
const gramsOf = (text: string): [words: Record<string, number>, runs: Record<string, number>] => {
  const grams = scanner.scan(text)
  const { entry } = scanner.occurrences
  const names: string[] = []
  namesMet().forEach((name, i) => {
    names[entry[i]] = name
  })
  const counted = names.map((name, i) => [name, grams.count[i]] as const)
  return [Object.fromEntries(counted.slice(0, grams.words)), Object.fromEntries(counted.slice(grams.words))]
}

/** The same by the definition, with a set of strings instead of hashes. */
const byDefinition = (text: string): ReturnType<typeof gramsOf> => {
  const tokens = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[?!$%#@+&]/g, ' $& ')
    .split(/[\x00-\x20\x22\x27-\x2a\x2c-\x2f\x3a-\x3e\x5b-\x5f\x60\x7b-\x7f ]+/)
    .filter(token => token !== '')
  const words: Record<string, number> = {}
  const runs: Record<string, number> = {}
  const add = (to: Record<string, number>, name: string) => {
    to[name] = (to[name] ?? 0) + 1
  }
  tokens.forEach((token, i) => {
    add(words, token)
    if (i > 0) add(words, `${tokens[i - 1]} ${token}`)
    const padded = [...` ${token} `]
    for (let n = 2; n <= 4; n++)
      for (let from = 0; from + n <= padded.length; from++) add(runs, padded.slice(from, from + n).join(''))
  })
  return [words, runs]
}

test('a short text has these n-grams', () => {
  assert.deepEqual(gramsOf('My PIN?'), [
    { my: 1, pin: 1, 'my pin': 1, '?': 1, 'pin ?': 1 },
    {
      ...{ ' m': 1, ' my': 1, ' my ': 1, my: 1, 'my ': 1, 'y ': 1 },
      ...{ ' p': 1, ' pi': 1, ' pin': 1, pi: 1, pin: 1, 'pin ': 1, in: 1, 'in ': 1, 'n ': 1 },
      ...{ ' ?': 1, ' ? ': 1, '? ': 1 },
    },
  ])
})

test('n-grams are as defined, for any ASCII text and any letters, emoji and Chinese characters', () => {
  const sign = fc.constantFrom(...'aAbB1?!$. \n-\'"é漢字ß👍ﬁ')
  const text = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.array(sign, { maxLength: 40 }).map(signs => signs.join('')),
  )
  fc.assert(
    fc.property(text, given => {
      fc.pre(!collides(given))
      assert.deepEqual(gramsOf(given), byDefinition(given))
    }),
    { numRuns: 500 },
  )
})

test('texts that are alike to a reader have the same n-grams', () => {
  assert.deepEqual(gramsOf('Ｃａｆé  ②'), gramsOf('cafe\u0301 2'))
  assert.deepEqual(gramsOf('“Where… is—it”'), gramsOf('where is it'))
  assert.deepEqual(gramsOf('東京、大阪。'), gramsOf('東京 大阪'))
})

test('no text is too empty, too long or too broken', () => {
  for (const nothing of ['', ' \t\n', '...', '\u3000\u2003']) assert.deepEqual(gramsOf(nothing), [{}, {}])
  assert.equal(scanner.scan('\ud83d half a pair \udc4d').size > 0, true)
  const long = structuredClone(scanner.scan('the quick brown fox '.repeat(5000)))
  const short = gramsOf('the quick brown fox the')
  assert.deepEqual([long.words, long.size], [8, 8 + Object.keys(short[1]).length])
  assert.equal(long.count[0], 5000)
  assert.equal(scanner.scan('x'.repeat(100_000)).size, 1 + 9)
})

test('a scanner forgets the text before', () => {
  const alone = structuredClone(scanner.scan('cancel my order'))
  scanner.scan('a much longer text about something else entirely, with other words')
  const again = scanner.scan('cancel my order')
  assert.deepEqual(again.bucket.slice(0, again.size), alone.bucket.slice(0, alone.size))
  assert.deepEqual(again.count.slice(0, again.size), alone.count.slice(0, alone.size))
})
