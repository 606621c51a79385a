import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Change, changesOf, countWords, shortened, wordsChanged } from './changes.ts'

const SIGNS = { same: '', removed: '-', added: '+' }
/** `a [-b][+c] d` */
const shown = (changes: Change[]) =>
  changes.map(({ sign, text }) => (sign === 'same' ? text : `[${SIGNS[sign]}${text}]`)).join('')

test('changes that stand close together are told as one, but each sentence for itself', () => {
  const table: [from: string, to: string, told: string][] = [
    ['We saw it', 'We saw it', 'We saw it'],
    ['a red house', 'a blue house', 'a [-red][+blue] house'],
    ['one two three four', 'uno two three cuatro', '[-one two three four][+uno two three cuatro]'],
    ['one two three four five', 'uno two three four cinco', '[-one][+uno] two three four [-five][+cinco]'],
    ['It is red. The end', 'It is blue. An end', 'It is [-red][+blue]. [-The][+An] end'],
    ['red\nThe end', 'blue\nAn end', '[-red][+blue]\n[-The][+An] end'],
    ['', 'Hello', '[+Hello]'],
    ['Hello', '', '[-Hello]'],
    ['', '', ''],
  ]
  for (const [from, to, told] of table) assert.equal(shown(changesOf(from, to)), told)
})

test('words of every script are compared as words', () => {
  assert.equal(
    shown(changesOf('Мы отправили счёт сегодня', 'Мы получили счёт сегодня')),
    'Мы [-отправили][+получили] счёт сегодня',
  )
  assert.equal(shown(changesOf('שלום מרתה יקרה', 'שלום דנה יקרה')), 'שלום [-מרתה][+דנה] יקרה')
  assert.equal(shown(changesOf('so 👩‍👩‍👧‍👦 now', 'so 👩‍👩‍👧 now')), 'so [-👩‍👩‍👧‍👦][+👩‍👩‍👧] now')
  assert.equal(shown(changesOf('a cafe\u0301', 'a cafe')), 'a [-cafe\u0301][+cafe]')
})

test('a reply that was edited reads as a person would tell it', () => {
  const changes = changesOf(
    'Thank you, we. We have reviewed your account. Please contact your bank for details.',
    'Thank you, we. We can see your account. You do not need to contact your bank.',
  )
  assert.equal(
    shown(changes),
    'Thank you, we. We [-have reviewed][+can see] your account. ' +
      '[-Please][+You do not need to] contact your bank[- for details].',
  )
  assert.deepEqual(wordsChanged(changes), { removed: 5, added: 7 })
})

const WORDS = ['we ', 'have ', 'sent ', 'it. ', 'Please', ' ', '\n', '😀', 'e\u0301', '!', 'שלום ', '49 ', ', ']
const anyText = fc.array(fc.constantFrom(...WORDS), { maxLength: 30 }).map(words => words.join(''))

test('without what was added it is the first text, without what was removed the second', () => {
  fc.assert(
    fc.property(anyText, anyText, (from, to) => {
      const changes = changesOf(from, to)
      const without = (sign: Change['sign']) =>
        changes
          .filter(change => change.sign !== sign)
          .map(({ text }) => text)
          .join('')
      assert.equal(without('added'), from)
      assert.equal(without('removed'), to)
      for (const [index, { sign, text }] of changes.entries()) {
        assert.notEqual(text, '')
        if (sign !== 'same' || index === 0 || index === changes.length - 1) continue
        assert.ok(countWords(text) >= 3 || /[.!?…]\s|\n/.test(text), `a gap of “${text}”`)
      }
    }),
  )
})

test('texts with nothing in common are compared at once', () => {
  const words = (word: string) => Array.from({ length: 8000 }, (_, index) => `${word}${index}`).join(' ')
  const changes = changesOf(words('a'), words('b'))
  assert.deepEqual(
    changes.map(({ sign }) => sign),
    ['removed', 'added'],
  )
})

test('at a glance: all changes, and of the rest what stands next to them', () => {
  const long = 'so much to read here '.repeat(20)
  const words = (from: string, to: string) => shown(shortened(changesOf(from, to)))
  assert.equal(words('a red house', 'a blue house'), 'a [-red][+blue] house')
  assert.equal(
    words(`${long}red ${long}old ${long}`, `${long}blue ${long}new ${long}`),
    '… so much to read here [-red][+blue] so much to read here … ' +
      'so much to read here [-old][+new] so much to read here …',
  )
  const pictures = shortened(changesOf('', '😀'.repeat(500)))
  assert.ok(pictures.every(({ text }) => text.isWellFormed() && text.length < 410))
  assert.match(words(long, long), /^so much.* … .*here $/)
})
