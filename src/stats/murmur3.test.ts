import assert from 'node:assert/strict'
import { test } from 'node:test'
import { murmur3 } from './murmur3.ts'

test('gives the published hashes for every tail length, seed and UTF-8', () => {
  for (const [text, seed, expected] of [
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['test', 0, 0xba6bd213],
    ['test', 0x9747b28c, 0x704b81dc],
    ['a', 0x9747b28c, 0x7fa09ea6],
    ['aa', 0x9747b28c, 0x5d211726],
    ['aaa', 0x9747b28c, 0x283e0130],
    ['aaaa', 0x9747b28c, 0x5a97808a],
    ['Hello, world!', 0, 0xc0363e43],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['ππππππππ', 0x9747b28c, 0xd58063c1],
    ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ] as const) {
    assert.equal(murmur3(text, seed), expected, text)
  }
})

test('gives the buckets of the Unleash client specification', () => {
  const bucket = (key: string) => (murmur3(key) % 100) + 1
  assert.equal(bucket('gr1:123'), 73)
  assert.equal(bucket('groupX:999'), 25)
  assert.equal(bucket('Feature.flexibleRollout.10:174'), 10)
  assert.equal(bucket('Feature.flexibleRollout.10:499'), 32)
})
