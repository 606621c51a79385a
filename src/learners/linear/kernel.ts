import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Arithmetic, arithmetic } from './kernel/plain.ts'
import type { Matrix } from './vocabulary.ts'

/** A piece of memory and the arithmetic that works on it. Only arrays of the same room may meet in a call. */
export type Room = Arithmetic & {
  floats(length: number): Float32Array
  ints(length: number): Int32Array
}

/** Opens a room for that many 32-bit numbers, in at most 64 arrays. */
export type Kernel = (numbers: number) => Room

/** Runs everywhere, 6 to 10 times slower, with the same bits. */
export const plainKernel: Kernel = () => ({
  floats: length => new Float32Array(length),
  ints: length => new Int32Array(length),
  ...arithmetic,
})

type Exports = Record<keyof Arithmetic, (...numbers: number[]) => number>

const PAGE_BYTES = 65536
const LINE_BYTES = 64
const MOST_ARRAYS = 64

/** Compiled from `kernel/linear.as.ts` by `compile.ts`. Undefined where the machine has no SIMD. */
const compiled = ((): WebAssembly.Module | undefined => {
  const bytes = readFileSync(join(import.meta.dirname, 'kernel/linear.wasm'))
  return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : undefined
})()

const wasmKernel =
  (module: WebAssembly.Module): Kernel =>
  numbers => {
    const pages = Math.ceil((4 * numbers + LINE_BYTES * (MOST_ARRAYS + 1)) / PAGE_BYTES)
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
    const exports = new WebAssembly.Instance(module, { env: { memory } }).exports as Exports
    let free = LINE_BYTES
    const take = (length: number): number => {
      const at = free
      free = Math.ceil((at + 4 * length) / LINE_BYTES) * LINE_BYTES
      return at
    }
    return {
      floats: length => new Float32Array(memory.buffer, take(length), length),
      ints: length => new Int32Array(memory.buffer, take(length), length),
      ...bind(exports),
    }
  }

const at = (array: Int32Array | Float32Array, index = 0): number => array.byteOffset + 4 * index

/** Passes arrays as addresses. */
const bind = (exports: Exports): Arithmetic => ({
  score: ({ row, value }, { from, to }, { weights, out }) => {
    exports.score(at(row, from), at(value, from), to - from, at(weights), out.length, at(out))
  },
  softmax: (scores, classes, sharpness) => {
    exports.softmax(at(scores), scores.length, classes, sharpness)
  },
  train: ({ start, row, value, gold, order, weights, scratch, classes }, { from, to, rate, slope }) => {
    const arrays = [start, row, value, gold, order, weights, scratch].map(array => at(array))
    exports.train(...arrays, classes, scratch.length, from, to, rate, slope)
  },
  spreadSimilarity: ({ item, value }, { from, to, factor }, similarity) => {
    exports.spreadSimilarity(at(item, from), at(value, from), to - from, factor, at(similarity))
  },
  revise: (
    standing,
    { similarity, change, moved, before, after, scratch },
    { threshold, keep, classes, sharpness },
  ) => {
    const tops = [standing, before, after].flatMap(({ top, confidence }) => [at(top), at(confidence)])
    const arrays = [standing.scores, similarity, change, moved, scratch].map(array => at(array))
    return exports.revise(...arrays, ...tops, moved.length, change.length, threshold, Number(keep), classes, sharpness)
  },
})

/** The fastest kernel of this machine. */
export const kernel: Kernel = compiled ? wasmKernel(compiled) : plainKernel

/** A matrix inside a room. */
export const moveIn = (room: Room, matrix: Matrix): Matrix => {
  const start = room.ints(matrix.start.length)
  const row = room.ints(matrix.row.length)
  const value = room.floats(matrix.value.length)
  start.set(matrix.start)
  row.set(matrix.row)
  value.set(matrix.value)
  return { items: matrix.items, start, row, value }
}
