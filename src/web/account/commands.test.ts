import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { clashesOf, GROUPS, giveKey, type Known } from './commands.ts'

const SRC = join(import.meta.dirname, '../..')
const ALL = GROUPS.flatMap(group => group.commands)
const known = (id: string) => ALL.find(each => each.id === id) as Known

/** Commands as the sources name them: `{ id: 'review.skip', key: 'KeyS' }`, and the short form that spans has. */
const WRITTEN = /\bid: '((?:review|answer|reason|text|ranking|record|spans)\.[\w.-]+)',\s*key: '([\w+]+)'/g
const WRITTEN_of_spans = /\bcommand\('([\w-]+)', '([\w+]+)'/g

const inSources = (): [id: string, key: string][] =>
  globSync('{kinds,loop/review}/**/*.tsx', { cwd: SRC }).flatMap(path => {
    const text = readFileSync(join(SRC, path), 'utf8')
    const plain = [...text.matchAll(WRITTEN)].map(([, id, key]): [string, string] => [id as string, key as string])
    const spans = path.includes('spans') ? [...text.matchAll(WRITTEN_of_spans)] : []
    return [...plain, ...spans.map(([, id, key]): [string, string] => [`spans.${id}`, key as string])]
  })

test('the list has every command of the workbench under the key that it has there', () => {
  const changeable = inSources().filter(([, key]) => !key.startsWith('Mod+') && key !== 'Escape')
  assert.ok(changeable.length > 20, 'the sources are read')
  const wrong = changeable.filter(([id, key]) => known(id)?.key !== key)
  assert.deepEqual(wrong, [])
})

test('every command stands there once', () => {
  assert.equal(new Set(ALL.map(each => each.id)).size, ALL.length)
})

test('a key that is free is given; the usual one leaves no setting behind', () => {
  const keys = giveKey({}, known('review.skip'), 'KeyX')
  assert.deepEqual(keys, { 'review.skip': 'KeyX' })
  assert.deepEqual(giveKey(keys, known('review.skip'), 'KeyS'), {})
})

test('a key that is taken changes hands', () => {
  const skip = known('review.skip')
  assert.deepEqual(
    clashesOf({}, skip, 'KeyF').map(each => each.id),
    ['review.fix'],
  )
  const keys = giveKey({}, skip, 'KeyF')
  assert.deepEqual(keys, { 'review.skip': 'KeyF', 'review.fix': 'KeyS' })
  assert.deepEqual(clashesOf(keys, skip, 'KeyF'), [])
  assert.deepEqual(giveKey(keys, skip, 'KeyS'), {})
})

test('commands that never stand on one screen may share a key', () => {
  assert.deepEqual(
    clashesOf({}, known('spans.remove'), 'Equal').map(each => each.id),
    ['spans.end-on'],
  )
  assert.deepEqual(
    clashesOf({}, known('ranking.tie'), 'Backspace').map(each => each.id),
    ['ranking.back'],
  )
})
