import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Frontier } from './merkle.ts'
import {
  consistencyProof,
  EMPTY_FRONTIER,
  EMPTY_ROOT,
  extend,
  frontierRoot,
  inclusionProof,
  leafHash,
  nodeHash,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts'

const hex = (text: string): Buffer => Buffer.from(text, 'hex')

/** The eight leaves of the test tree of Certificate Transparency, and the roots of its first 0 to 8. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

const leaves = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, index) => leafHash(Buffer.from(`${index}`)))

/** The definition of RFC 6962, section 2.1, word for word: slow, recursive, and our measure. */
const mth = (hashes: Buffer[]): Buffer => {
  if (hashes.length === 0) return EMPTY_ROOT
  if (hashes.length === 1) return hashes[0]!
  const left = 2 ** (Math.ceil(Math.log2(hashes.length)) - 1)
  return nodeHash(mth(hashes.slice(0, left)), mth(hashes.slice(left)))
}

test('leaf and node hashes of RFC 6962', () => {
  assert.equal(leafHash(Buffer.alloc(0)).toString('hex'), ROOTS[1])
  assert.equal(
    leafHash(Buffer.from('L123456')).toString('hex'),
    '395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56',
  )
  assert.equal(
    nodeHash(Buffer.from('N123'), Buffer.from('N456')).toString('hex'),
    'aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb',
  )
})

test('roots of the reference tree, all at once and leaf by leaf', () => {
  const hashes = LEAVES.map(leaf => leafHash(hex(leaf)))
  let frontier = EMPTY_FRONTIER
  for (const [size, root] of ROOTS.entries()) {
    assert.equal(rootOf(hashes.slice(0, size)).toString('hex'), root, `size ${size}`)
    assert.equal(frontierRoot(frontier).toString('hex'), root, `frontier ${size}`)
    frontier = extend(frontier, hashes.slice(size, size + 1))
  }
})

test('proofs of RFC 6962, section 2.1.3: seven leaves', () => {
  const [a, b, c, d, e, f, j] = leaves(7) as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer, Buffer]
  const [g, h, i] = [nodeHash(a, b), nodeHash(c, d), nodeHash(e, f)]
  const [k, l] = [nodeHash(g, h), nodeHash(i, j)]
  const all = [a, b, c, d, e, f, j]
  assert.deepEqual(inclusionProof(all, 0), [b, h, l])
  assert.deepEqual(inclusionProof(all, 3), [c, g, l])
  assert.deepEqual(inclusionProof(all, 4), [f, j, k])
  assert.deepEqual(inclusionProof(all, 6), [i, k])
  assert.deepEqual(consistencyProof(all, 3), [c, d, g, l])
  assert.deepEqual(consistencyProof(all, 4), [l])
  assert.deepEqual(consistencyProof(all, 6), [i, j, k])
  assert.deepEqual(consistencyProof(all, 7), [])
  assert.deepEqual(consistencyProof(all, 0), [])
})

test('every proof up to 40 leaves holds, and holds for nothing else', () => {
  const all = leaves(40)
  const roots = Array.from({ length: 41 }, (_, size) => rootOf(all.slice(0, size)))
  for (let size = 1; size <= 40; size++) {
    const tree = all.slice(0, size)
    const root = roots[size]!
    for (let index = 0; index < size; index++) {
      const proof = inclusionProof(tree, index)
      const claim = { leaf_hash: tree[index]!, index, size, root }
      assert.ok(verifyInclusion(proof, claim), `${index} of ${size}`)
      assert.equal(verifyInclusion(proof, { ...claim, leaf_hash: leafHash(Buffer.from('x')) }), false)
      assert.equal(verifyInclusion(proof, { ...claim, root: roots[size - 1]! }), false)
      assert.equal(verifyInclusion([...proof, root], claim), false, 'longer')
      if (size > 1) {
        assert.equal(verifyInclusion(proof, { ...claim, index: (index + 1) % size }), false, `not ${index + 1}`)
        assert.equal(verifyInclusion(proof.slice(1), claim), false, 'shorter')
      }
    }
    for (let old_size = 0; old_size <= size; old_size++) {
      const proof = consistencyProof(tree, old_size)
      const claim = { old_size, old_root: roots[old_size]!, new_size: size, new_root: root }
      assert.ok(verifyConsistency(proof, claim), `${old_size} to ${size}`)
      assert.equal(verifyConsistency([...proof, root], claim), false, 'longer')
      assert.equal(verifyConsistency(proof, { ...claim, old_root: leafHash(root) }), false)
      if (proof.length > 0) {
        assert.equal(verifyConsistency(proof.slice(1), claim), false, 'shorter')
        assert.equal(verifyConsistency(proof, { ...claim, new_root: leafHash(root) }), false)
      }
    }
  }
})

test('malformed claims are false, not errors', () => {
  const all = leaves(5)
  const root = rootOf(all)
  const proof = inclusionProof(all, 2)
  for (const index of [-1, 5, 0.5, Number.NaN, 2 ** 53]) {
    assert.equal(verifyInclusion(proof, { leaf_hash: all[2]!, index, size: 5, root }), false, `index ${index}`)
  }
  for (const size of [0, -1, 2, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.equal(verifyInclusion(proof, { leaf_hash: all[2]!, index: 2, size, root }), false, `size ${size}`)
  }
  for (const [old_size, new_size] of [
    [6, 5],
    [-1, 5],
    [0.5, 5],
    [3, Number.POSITIVE_INFINITY],
    [3, Number.NaN],
  ] as const) {
    assert.equal(verifyConsistency([], { old_size, old_root: root, new_size, new_root: root }), false)
  }
  assert.equal(
    verifyConsistency([], { old_size: 0, old_root: root, new_size: 5, new_root: root }),
    false,
    'no empty root',
  )
  const cut = [proof[0]!.subarray(0, 31), ...proof.slice(1)]
  assert.equal(verifyInclusion(cut, { leaf_hash: all[2]!, index: 2, size: 5, root }), false, 'short hash')
  assert.throws(() => inclusionProof(all, 5), RangeError)
  assert.throws(() => consistencyProof(all, 6), RangeError)
})

test('hashes of other lengths and proofs of other heights do not pass, even where the bytes add up', () => {
  const [left, leaf_hash] = leaves(2) as [Buffer, Buffer]
  const root = nodeHash(left, leaf_hash)
  assert.ok(verifyInclusion([left], { leaf_hash, index: 1, size: 2, root }))
  const shifted = Buffer.concat([left.subarray(31), leaf_hash])
  assert.equal(verifyInclusion([left.subarray(0, 31)], { leaf_hash: shifted, index: 1, size: 2, root }), false)
  assert.equal(verifyInclusion([left], { leaf_hash, index: 0, size: 1, root }), false, 'one leaf needs no proof')
})

test('property: one flipped bit anywhere in a proof breaks it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 70 }), fc.nat(), fc.nat(), (size, place, bit) => {
      const all = leaves(size)
      const index = place % size
      const root = rootOf(all)
      const flip = (hashes: Buffer[]): Buffer[] => {
        const bytes = Buffer.concat(hashes)
        bytes[(bit >> 3) % bytes.length]! ^= 1 << (bit & 7)
        return hashes.map((_, at) => bytes.subarray(at * 32, at * 32 + 32))
      }
      const inclusion = inclusionProof(all, index)
      assert.equal(verifyInclusion(flip(inclusion), { leaf_hash: all[index]!, index, size, root }), false)
      if (index === 0) return
      const heads = { old_size: index, old_root: rootOf(all.slice(0, index)), new_size: size, new_root: root }
      assert.equal(verifyConsistency(flip(consistencyProof(all, index)), heads), false)
    }),
  )
})

test('property: a frontier grown by batches has the root of the definition, and one node a bit of its size', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 40 }), { maxLength: 8 }), batches => {
      const all = leaves(batches.reduce((sum, batch) => sum + batch, 0))
      let frontier: Frontier = EMPTY_FRONTIER
      for (const batch of batches) {
        const before = structuredClone(frontier)
        const after = extend(frontier, all.slice(frontier.size, frontier.size + batch))
        assert.deepEqual(
          frontier.nodes.map(String),
          before.nodes.map(node => String(Buffer.from(node))),
          'left alone',
        )
        frontier = after
      }
      assert.deepEqual(frontierRoot(frontier), mth(all))
      assert.equal(frontier.size, all.length)
      assert.equal(frontier.nodes.length, all.length.toString(2).replaceAll('0', '').length)
    }),
  )
})

test('sizes beyond 32 bits: a frontier of 2^40 leaves grows and proves like any other', () => {
  const full = leafHash(Buffer.from('the root of 2^40 leaves'))
  const [one, two] = leaves(2) as [Buffer, Buffer]
  const size = 2 ** 40 + 2
  const frontier = extend({ size: 2 ** 40, nodes: [full] }, [one, two])
  const root = nodeHash(full, nodeHash(one, two))
  assert.deepEqual(frontier, { size, nodes: [full, nodeHash(one, two)] })
  assert.deepEqual(frontierRoot(frontier), root)
  assert.ok(verifyInclusion([one, full], { leaf_hash: two, index: size - 1, size, root }))
  const grown = { old_size: 2 ** 40, old_root: full, new_size: size, new_root: root }
  assert.ok(verifyConsistency([nodeHash(one, two)], grown))
  assert.equal(verifyConsistency([nodeHash(two, one)], grown), false)
})
