/**
 * A JSON document by paths. Nothing is changed in place, and only a document's own fields are read or written: one
 * named `__proto__` is a field like any other.
 */

export type Path = readonly (string | number)[]
export type Document = Record<string, unknown>

export const isObject = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The path as one text, to find it again. */
export const keyOf = (path: Path): string => JSON.stringify(path.map(String))

/** What stands at a path, or undefined. */
export const valueAt = (value: unknown, path: Path): unknown => {
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Document)[step]
  }
  return value
}

/** The document with a value at a path; objects and lists on the way there are made where they are missing. */
export const put = (value: unknown, path: Path, next: unknown): unknown => {
  const [step, ...rest] = path
  if (step === undefined) return next
  const inner = put(valueAt(value, [step]), rest, next)
  if (typeof step === 'number') {
    const list = Array.isArray(value) ? value : []
    return step < list.length ? list.with(step, inner) : [...list, inner]
  }
  // A computed name makes a field even of `__proto__`.
  return { ...(isObject(value) ? value : {}), [step]: inner }
}

/** The document without what stands at a path; elements after it move up. */
export const takeOut = (value: unknown, path: Path): unknown => {
  const [step, ...rest] = path
  if (step === undefined || valueAt(value, [step]) === undefined) return value
  if (rest.length > 0) return put(value, [step], takeOut(valueAt(value, [step]), rest))
  if (Array.isArray(value)) return value.toSpliced(step as number, 1)
  return Object.fromEntries(Object.entries(value as Document).filter(([name]) => name !== step))
}

/** Whether two documents say the same, in whatever order their fields stand. */
export const isSame = (one: unknown, other: unknown): boolean => {
  if (Object.is(one, other) || (one === 0 && other === 0)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const [names, others] = [Object.keys(one), Object.keys(other)]
  return (
    names.length === others.length &&
    names.every(name => Object.hasOwn(other, name) && isSame((one as Document)[name], (other as Document)[name]))
  )
}

export type Leaf = { path: Path; value: unknown }

/** Every value that holds no other, an empty object or list among them, in the order of the document. */
export const leavesOf = (value: unknown, path: Path = []): Leaf[] => {
  if (typeof value !== 'object' || value === null) return [{ path, value }]
  const parts: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  if (parts.length === 0) return [{ path, value }]
  return parts.flatMap(([step, part]) => leavesOf(part, [...path, step]))
}

/** A value that came, went or became another; what is undefined was not there. */
export type Change = { path: Path; from: unknown; to: unknown }

/** Whether what stands at a path is an object or a list, of which the fields are told and not the thing itself. */
const holdsAt = (value: unknown, path: Path): boolean => {
  const found = valueAt(value, path)
  return typeof found === 'object' && found !== null
}

const byKey = (value: unknown): Map<string, Leaf> => new Map(leavesOf(value).map(leaf => [keyOf(leaf.path), leaf]))

/** What of one document became what in another. */
export const changesOf = (from: unknown, to: unknown): Change[] => {
  const [before, after] = [byKey(from), byKey(to)]
  const now = [...after].flatMap(([key, { path, value }]) => {
    const was = before.get(key)
    return was && isSame(was.value, value) ? [] : [{ path, from: was?.value, to: value }]
  })
  const gone = [...before].flatMap(([key, { path, value }]) =>
    after.has(key) ? [] : [{ path, from: value, to: undefined }],
  )
  // An object that was empty and holds something now, or the other way round: what it holds is told anyway.
  return [...now, ...gone].filter(change => {
    const both = holdsAt(from, change.path) && holdsAt(to, change.path)
    return !both || (change.from !== undefined && change.to !== undefined)
  })
}

/** `lines › 2 › amount` */
export const pathInWords = (path: Path): string =>
  path.map(step => (typeof step === 'number' ? step + 1 : step)).join(' › ')

/** A value in one line. */
export const valueInWords = (value: unknown): string => {
  if (value === undefined) return 'not set'
  if (value === '') return 'empty'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
