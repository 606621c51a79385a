import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KINDS, kindOf } from '../../../kinds/index.ts'
import { ONE_ITEM_KINDS } from './kinds.ts'

test('the browser knows the kinds whose answers belong to one item', () => {
  const local = KINDS.filter(name => kindOf(name).local)
  assert.deepEqual([...ONE_ITEM_KINDS].sort(), local.sort())
})
