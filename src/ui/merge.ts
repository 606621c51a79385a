/** Two people edited the same thing: what came of each part. Pure. */

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** Whether two values say the same, whatever the order of their fields; a field without a value is none. */
export const isSame = (one: unknown, other: unknown): boolean => {
  if (!isObject(one) || !isObject(other)) return Object.is(one, other)
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  const own = (of: Record<string, unknown>, name: string) => (Object.hasOwn(of, name) ? of[name] : undefined)
  return [...names].every(name => isSame(own(one, name), own(other, name)))
}

export type Merged<Parts> = { merged: Parts; clashes: (keyof Parts & string)[] }

/** Parts that I left alone come as the other made them; what both changed stays mine, and is named. */
export const merge = <Parts extends object>(base: Parts, mine: Parts, theirs: Parts): Merged<Parts> => {
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])] as (keyof Parts & string)[]
  const isMine = (name: keyof Parts) => !isSame(mine[name], base[name])
  const merged = Object.fromEntries(names.map(name => [name, (isMine(name) ? mine : theirs)[name]])) as Parts
  const clashes = names.filter(
    name => isMine(name) && !isSame(theirs[name], base[name]) && !isSame(theirs[name], mine[name]),
  )
  return { merged, clashes }
}
