import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ClaimedTask } from '../contract.ts'
import { type Bench, type Change, changed, draftOf, EMPTY_BENCH, EMPTY_DRAFT, type Step } from './bench.ts'

const task = (task_id: string) => ({ task_id, fence: '1' }) as ClaimedTask
const arrived = (...ids: string[]): Change => ({ type: 'arrived', tasks: ids.map(task) })
const step = (id: string, answer: unknown = 'x'): Step => ({
  key: `key-${id}`,
  task: task(id),
  draft: { ...EMPTY_DRAFT, answer },
  did: 'judge',
})
const after = (...changes: Change[]): Bench => changes.reduce(changed, EMPTY_BENCH)
const ids = ({ items }: Bench) => items.map(({ task_id }) => task_id)

test('what arrives twice lies there once, and behind what is on the screen', () => {
  assert.deepEqual(ids(after(arrived('a', 'b'), arrived('b', 'c'))), ['a', 'b', 'c'])
})

test('who jumps to an item has it before them, once', () => {
  assert.deepEqual(ids(after(arrived('a', 'b'), { type: 'arrived', tasks: [task('b')], first: true })), ['b', 'a'])
})

test('undo brings back item, answer, reason and note', () => {
  const said = { answer: 'refund', category: 'wrong intent', note: 'see line 2' }
  const bench = after(arrived('a', 'b'), { type: 'done', step: { ...step('a'), draft: said } }, { type: 'undone' })
  assert.deepEqual(ids(bench), ['a', 'b'])
  assert.deepEqual(draftOf(bench, 'a'), said)
  assert.deepEqual(bench.steps, [])
})

test('undo with nothing to undo does nothing', () => {
  const bench = after(arrived('a'))
  assert.equal(changed(bench, { type: 'undone' }), bench)
})

test('a lost item that waits goes without a word; one on the screen says why', () => {
  const lost = (task_id: string): Change => ({ type: 'lost', task_id, notice: 'with somebody else' })
  assert.equal(after(arrived('a', 'b'), lost('b')).notice, null)
  const bench = after(arrived('a', 'b'), lost('a'))
  assert.deepEqual([ids(bench), bench.notice], [['b'], 'with somebody else'])
})

test('a draft belongs to its item, whatever is on the screen', () => {
  const bench = after(arrived('a', 'b'), { type: 'drafted', task_id: 'b', draft: { answer: 1 } })
  assert.equal(draftOf(bench, 'a').answer, null)
  assert.equal(draftOf(bench, 'b').answer, 1)
})

test('whatever happens, no item lies there twice and undoing all brings all back', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd')
  const change: fc.Arbitrary<Change> = fc.oneof(
    id.map(each => arrived(each)),
    id.map((each): Change => ({ type: 'done', step: step(each) })),
    id.map((each): Change => ({ type: 'drafted', task_id: each, draft: { answer: each } })),
    id.map((each): Change => ({ type: 'lost', task_id: each, notice: '' })),
    fc.constant<Change>({ type: 'undone' }),
  )
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), changes => {
      const bench = after(...changes)
      assert.equal(new Set(ids(bench)).size, bench.items.length)
      const back = bench.steps.reduce(each => changed(each, { type: 'undone' }), bench)
      for (const { task: done } of bench.steps) assert.ok(ids(back).includes(done.task_id))
      assert.equal(back.steps.length, 0)
    }),
  )
})
