/**
 * Merkle trees of RFC 6962, section 2.1 (the same as RFC 9162): the tree under every checkpoint. All hashes are
 * SHA-256, 32 bytes. Sizes and indexes go to 2^53, so they are halved by division: bit operators stop at 2^32.
 */
import { hash } from 'node:crypto'

const HASH_BYTES = 32
const LEAF = Buffer.from([0])
const NODE = Buffer.from([1])

const sha256 = (parts: Uint8Array[]): Buffer => hash('sha256', Buffer.concat(parts), 'buffer')

/** SHA-256(0x00 || data). */
export const leafHash = (data: Uint8Array): Buffer => sha256([LEAF, data])

/** SHA-256(0x01 || left || right). */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256([NODE, left, right])

/** The root of the tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT: Buffer = sha256([])

/**
 * All that a growing tree must remember: its size and the roots of its full subtrees from left to right, one for each
 * bit of `size`, largest first. With it the next leaves cost their own number, however many came before.
 */
export type Frontier = { size: number; nodes: Buffer[] }

export const EMPTY_FRONTIER: Frontier = { size: 0, nodes: [] }

/** The frontier after these leaves are appended; the one given stays as it is. */
export const extend = (frontier: Frontier, leaf_hashes: Iterable<Buffer>): Frontier => {
  const nodes = [...frontier.nodes]
  let size = frontier.size
  for (const leaf_hash of leaf_hashes) {
    nodes.push(leaf_hash)
    for (let rest = size; isOdd(rest); rest = half(rest)) {
      const right = nodes.pop()!
      nodes.push(nodeHash(nodes.pop()!, right))
    }
    size++
  }
  return { size, nodes }
}

/** The root of the tree a frontier stands for. */
export const frontierRoot = ({ nodes }: Frontier): Buffer =>
  nodes.length === 0 ? EMPTY_ROOT : nodes.reduceRight((right, left) => nodeHash(left, right))

/** The root of the tree over these leaves. */
export const rootOf = (leaf_hashes: Iterable<Buffer>): Buffer => frontierRoot(extend(EMPTY_FRONTIER, leaf_hashes))

/**
 * The hashes that lead from leaf `index` to the root, nearest first (RFC 6962, PATH). Costs one hash for each leaf.
 * @throws RangeError where there is no such leaf.
 */
export const inclusionProof = (leaf_hashes: Buffer[], index: number): Buffer[] => {
  let start = 0
  let end = leaf_hashes.length
  if (!isIndex(index, end)) throw new RangeError(`no leaf ${index} among ${end}`)
  const proof: Buffer[] = []
  while (end - start > 1) {
    const middle = start + leftSize(end - start)
    const is_left = index < middle
    proof.push(rootOf(is_left ? leaf_hashes.slice(middle, end) : leaf_hashes.slice(start, middle)))
    if (is_left) end = middle
    else start = middle
  }
  return proof.reverse()
}

/**
 * The hashes that show that the first `size` of these leaves were the whole tree once (RFC 6962, PROOF).
 * @throws RangeError where the tree is smaller than `size`.
 */
export const consistencyProof = (leaf_hashes: Buffer[], size: number): Buffer[] => {
  let start = 0
  let end = leaf_hashes.length
  if (!isIndex(size, end + 1)) throw new RangeError(`no tree of ${size} leaves within ${end}`)
  if (size === 0) return []
  const proof: Buffer[] = []
  while (size < end) {
    const middle = start + leftSize(end - start)
    const is_left = size <= middle
    proof.push(rootOf(is_left ? leaf_hashes.slice(middle, end) : leaf_hashes.slice(start, middle)))
    if (is_left) end = middle
    else start = middle
  }
  // The old tree's own root is known to the verifier; a part of it is not.
  if (start > 0) proof.push(rootOf(leaf_hashes.slice(start, end)))
  return proof.reverse()
}

/** What a proof speaks of: a leaf and its place, in the tree of `size` leaves with this `root`. */
export type Inclusion = { leaf_hash: Buffer; index: number; size: number; root: Buffer }

/** Whether the proof leads from the leaf to the root (RFC 9162, 2.1.3.2). False for anything malformed. */
export const verifyInclusion = (proof: Buffer[], { leaf_hash, index, size, root }: Inclusion): boolean => {
  if (!isIndex(index, size) || !areHashes([leaf_hash, root, ...proof])) return false
  const walk = climb(proof, { index, last: size - 1, old_root: leaf_hash, new_root: leaf_hash })
  return walk?.new_root.equals(root) ?? false
}

/** Two heads of one tree. */
export type Consistency = { old_size: number; old_root: Buffer; new_size: number; new_root: Buffer }

/** Whether the proof shows that the new tree begins with all of the old one (RFC 9162, 2.1.4.2). */
export const verifyConsistency = (proof: Buffer[], heads: Consistency): boolean => {
  const { old_size, old_root, new_size, new_root } = heads
  if (!Number.isSafeInteger(new_size) || !isIndex(old_size, new_size + 1)) return false
  if (!areHashes([old_root, new_root, ...proof])) return false
  if (old_size === new_size) return proof.length === 0 && old_root.equals(new_root)
  if (old_size === 0) return proof.length === 0 && old_root.equals(EMPTY_ROOT)
  // Skip the levels in which the old tree's last subtree is full: both trees have it whole.
  let index = old_size - 1
  let last = new_size - 1
  for (; isOdd(index); index = half(index)) last = half(last)
  const [seed, ...rest] = index === 0 ? [old_root, ...proof] : proof
  if (seed === undefined) return false
  const walk = climb(rest, { index, last, old_root: seed, new_root: seed })
  if (walk === undefined) return false
  return walk.old_root.equals(old_root) && walk.new_root.equals(new_root)
}

type Climb = { index: number; last: number; old_root: Buffer; new_root: Buffer }

/**
 * Climbs from node `index` of a level whose last node is `last` up to the root. The left neighbours belong to the old
 * tree and the new one, the right ones to the new one alone. Undefined where the proof has not the length of the way.
 */
const climb = (proof: Buffer[], from: Climb): Climb | undefined => {
  let { index, last, old_root, new_root } = from
  for (const sibling of proof) {
    if (last === 0) return undefined
    if (isOdd(index) || index === last) {
      old_root = nodeHash(sibling, old_root)
      new_root = nodeHash(sibling, new_root)
      // A last node without a right neighbour rises unchanged.
      for (; !isOdd(index) && index > 0; index = half(index)) last = half(last)
    } else {
      new_root = nodeHash(new_root, sibling)
    }
    index = half(index)
    last = half(last)
  }
  return last === 0 ? { index, last, old_root, new_root } : undefined
}

const isOdd = (value: number): boolean => value % 2 === 1
const half = (value: number): number => Math.floor(value / 2)
const isIndex = (index: number, size: number): boolean => Number.isSafeInteger(index) && index >= 0 && index < size
const areHashes = (hashes: Buffer[]): boolean => hashes.every(each => each.length === HASH_BYTES)

/** Leaves in the left subtree of a tree of `size` > 1: the largest power of two below `size`. */
const leftSize = (size: number): number => {
  let left = 1
  while (left * 2 < size) left *= 2
  return left
}
