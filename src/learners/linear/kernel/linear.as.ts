/**
 * The arithmetic of the linear learner for WebAssembly with SIMD, written in AssemblyScript. `plain.ts` says what each
 * function means and does the same operations in the same order, so that both give the same bits. Arguments ending in
 * no unit are addresses of arrays of 32-bit numbers. `stride` is a multiple of 16: a cache line.
 */

const LINE: i32 = 16
const MANY: i32 = 1
const NEVER: f32 = -1e5
const NEGLIGIBLE: f32 = 1e-3

/** e^x for x <= 0, four at a time: the polynomial of Cephes' expf. */
function exp(x: v128): v128 {
  x = f32x4.pmax(x, f32x4.splat(-80))
  const rounder = f32x4.splat(12582912)
  const rounded = f32x4.add(f32x4.mul(x, f32x4.splat(Mathf.LOG2E)), rounder)
  const n = f32x4.sub(rounded, rounder)
  const high = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)))
  const r = f32x4.sub(high, f32x4.mul(n, f32x4.splat(-2.1219444e-4)))
  let y = f32x4.add(f32x4.mul(f32x4.splat(1.98756915e-4), r), f32x4.splat(1.3981999507e-3))
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(8.3334519073e-3))
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(4.1665795894e-2))
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.6666665459e-1))
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(5.0000001201e-1))
  y = f32x4.add(f32x4.add(f32x4.mul(y, f32x4.mul(r, r)), r), f32x4.splat(1))
  // The lowest bits of the rounded float are the integer itself; shifted up, they are an exponent.
  const power = i32x4.shl(i32x4.add(rounded, i32x4.splat(127)), 23)
  return f32x4.mul(y, power)
}

function sumOf(lanes: v128): f32 {
  const two = f32x4.extract_lane(lanes, 0) + f32x4.extract_lane(lanes, 1)
  return two + f32x4.extract_lane(lanes, 2) + f32x4.extract_lane(lanes, 3)
}

function maxOf(lanes: v128): f32 {
  const low = max(f32x4.extract_lane(lanes, 0), f32x4.extract_lane(lanes, 1))
  return max(low, max(f32x4.extract_lane(lanes, 2), f32x4.extract_lane(lanes, 3)))
}

/** Adds the scores of `count` entries to `out`: sixteen classes stay in registers while the entries pass by. */
export function score(row: usize, value: usize, count: i32, weights: usize, stride: i32, out: usize): void {
  const last = (<usize>count) << 2
  const bytes = (<usize>stride) << 2
  for (let line: usize = 0; line < bytes; line += LINE << 2) {
    let a = v128.load(out + line)
    let b = v128.load(out + line, 16)
    let c = v128.load(out + line, 32)
    let d = v128.load(out + line, 48)
    for (let entry: usize = 0; entry < last; entry += 4) {
      const v = v128.load32_splat(value + entry)
      const w = weights + line + <usize>load<u32>(row + entry) * bytes
      a = f32x4.add(a, f32x4.mul(v, v128.load(w)))
      b = f32x4.add(b, f32x4.mul(v, v128.load(w, 16)))
      c = f32x4.add(c, f32x4.mul(v, v128.load(w, 32)))
      d = f32x4.add(d, f32x4.mul(v, v128.load(w, 48)))
    }
    v128.store(out + line, a)
    v128.store(out + line, b, 16)
    v128.store(out + line, c, 32)
    v128.store(out + line, d, 48)
  }
}

/** Probabilities in place of `stride` logits times `sharpness`. */
export function softmax(scores: usize, stride: i32, classes: i32, sharpness: f32): void {
  const end = scores + ((<usize>stride) << 2)
  const sharp = f32x4.splat(sharpness)
  for (let at = scores; at < end; at += 16) v128.store(at, f32x4.mul(v128.load(at), sharp))
  for (let at = scores + ((<usize>classes) << 2); at < end; at += 4) store<f32>(at, NEVER)
  let highest = v128.load(scores)
  for (let at = scores + 16; at < end; at += 16) highest = f32x4.pmax(highest, v128.load(at))
  const top = f32x4.splat(maxOf(highest))
  let sums = f32x4.splat(0)
  for (let at = scores; at < end; at += 16) {
    const e = exp(f32x4.sub(v128.load(at), top))
    sums = f32x4.add(sums, e)
    v128.store(at, e)
  }
  const sum = f32x4.splat(sumOf(sums))
  for (let at = scores; at < end; at += 16) v128.store(at, f32x4.div(v128.load(at), sum))
}

/** Subtracts value * gradient from the weights of every entry: sixteen classes of a row at once. */
function descendLine(row: usize, value: usize, last: usize, weights: usize, bytes: usize, gradient: usize): void {
  const a = v128.load(gradient)
  const b = v128.load(gradient, 16)
  const c = v128.load(gradient, 32)
  const d = v128.load(gradient, 48)
  for (let entry: usize = 0; entry < last; entry += 4) {
    const v = v128.load32_splat(value + entry)
    const w = weights + <usize>load<u32>(row + entry) * bytes
    v128.store(w, f32x4.sub(v128.load(w), f32x4.mul(v, a)))
    v128.store(w, f32x4.sub(v128.load(w, 16), f32x4.mul(v, b)), 16)
    v128.store(w, f32x4.sub(v128.load(w, 32), f32x4.mul(v, c)), 32)
    v128.store(w, f32x4.sub(v128.load(w, 48), f32x4.mul(v, d)), 48)
  }
}

/** The same for four classes. */
function descendFour(row: usize, value: usize, last: usize, weights: usize, bytes: usize, gradient: v128): void {
  for (let entry: usize = 0; entry < last; entry += 4) {
    const w = weights + <usize>load<u32>(row + entry) * bytes
    v128.store(w, f32x4.sub(v128.load(w), f32x4.mul(v128.load32_splat(value + entry), gradient)))
  }
}

/** Takes the steps `from` to `to` of descent. `scratch` holds one item's scores and gradient. */
export function train(
  start: usize,
  row: usize,
  value: usize,
  gold: usize,
  order: usize,
  weights: usize,
  scratch: usize,
  classes: i32,
  stride: i32,
  from: i32,
  to: i32,
  rate: f64,
  slope: f64,
): void {
  const bytes = (<usize>stride) << 2
  for (let step = from; step < to; step++) {
    const item = load<u32>(order + ((<usize>step) << 2))
    const begin = (<usize>load<u32>(start + ((<usize>item) << 2))) << 2
    const last = ((<usize>load<u32>(start + ((<usize>item) << 2), 4)) << 2) - begin
    const learning = <f32>(rate - slope * <f64>step)
    memory.fill(scratch, 0, bytes)
    score(row + begin, value + begin, <i32>(last >> 2), weights, stride, scratch)
    softmax(scratch, stride, classes, 1)
    const right = scratch + ((<usize>load<u32>(gold + ((<usize>item) << 2))) << 2)
    store<f32>(right, load<f32>(right) - 1)
    const rates = f32x4.splat(learning)
    for (let line: usize = 0; line < bytes; line += LINE << 2) {
      let fours = 0
      for (let at: usize = line; at < line + (LINE << 2); at += 16) {
        const g = v128.load(scratch + at)
        const counts = f32x4.ge(f32x4.abs(g), f32x4.splat(NEGLIGIBLE))
        v128.store(scratch + at, v128.and(f32x4.mul(rates, g), counts))
        if (v128.any_true(counts)) fours++
      }
      if (fours > MANY) descendLine(row + begin, value + begin, last, weights + line, bytes, scratch + line)
      else if (fours > 0)
        for (let at: usize = line; at < line + (LINE << 2); at += 16) {
          const g = v128.load(scratch + at)
          if (v128.any_true(g)) descendFour(row + begin, value + begin, last, weights + at, bytes, g)
        }
    }
  }
}

/** Adds factor * value to the similarity of `count` postings' items. */
export function spreadSimilarity(item: usize, value: usize, count: i32, factor: f32, similarity: usize): void {
  const last = (<usize>count) << 2
  for (let posting: usize = 0; posting < last; posting += 4) {
    const at = similarity + ((<usize>load<u32>(item + posting)) << 2)
    store<f32>(at, load<f32>(at) + factor * load<f32>(value + posting))
  }
}

/** Changes all scores, finds the best class and its probability anew, lists what moves; returns how many moved. */
export function revise(
  scores: usize,
  similarity: usize,
  change: usize,
  moved: usize,
  scratch: usize,
  top: usize,
  confidence: usize,
  topBefore: usize,
  confidenceBefore: usize,
  topAfter: usize,
  confidenceAfter: usize,
  items: i32,
  stride: i32,
  threshold: f32,
  keep: bool,
  classes: i32,
  sharpness: f32,
): i32 {
  const bytes = (<usize>stride) << 2
  let count: usize = 0
  for (let item: usize = 0; item < (<usize>items) << 2; item += 4) {
    const from = scores + item * <usize>stride
    const to = keep ? from : scratch
    const similar = v128.load32_splat(similarity + item)
    let highest = f32x4.splat(NEVER)
    let total = f32x4.splat(0)
    let squares = f32x4.splat(0)
    for (let at: usize = 0; at < bytes; at += 16) {
      const s = f32x4.add(v128.load(from + at), f32x4.mul(similar, v128.load(change + at)))
      highest = f32x4.pmax(highest, s)
      v128.store(to + at, s)
      const real = v128.and(s, f32x4.gt(s, f32x4.splat(NEVER)))
      total = f32x4.add(total, real)
      squares = f32x4.add(squares, f32x4.mul(real, real))
    }
    const best = f32x4.splat(maxOf(highest))
    const mean = sumOf(total) / <f32>classes
    const variance = sumOf(squares) / <f32>classes - mean * mean
    const sharp = f32x4.splat(variance > 0 ? sharpness / sqrt<f32>(sqrt<f32>(variance)) : sharpness)
    let sums = f32x4.splat(0)
    let found = -1
    for (let at: usize = 0; at < bytes; at += 16) {
      const s = v128.load(to + at)
      sums = f32x4.add(sums, exp(f32x4.mul(f32x4.sub(s, best), sharp)))
      if (found < 0) {
        const equal = i32x4.bitmask(f32x4.eq(s, best))
        if (equal !== 0) found = <i32>(at >> 2) + ctz(equal)
      }
    }
    const sure: f32 = <f32>1 / sumOf(sums)
    const foundBefore = load<i32>(top + item)
    const sureBefore = load<f32>(confidence + item)
    if (found !== foundBefore || sure >= threshold !== sureBefore >= threshold) {
      store<i32>(moved + count, <i32>(item >> 2))
      store<i32>(topBefore + count, foundBefore)
      store<f32>(confidenceBefore + count, sureBefore)
      store<i32>(topAfter + count, found)
      store<f32>(confidenceAfter + count, sure)
      count += 4
    }
    if (!keep) continue
    store<i32>(top + item, found)
    store<f32>(confidence + item, sure)
  }
  return <i32>(count >> 2)
}
