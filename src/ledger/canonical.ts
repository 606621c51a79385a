/**
 * Canonical JSON (RFC 8785, JCS): the one text of a value, so that equal values have equal hashes wherever and by
 * whatever they are written. ECMAScript's own number and string forms are the standard's; sorting is by UTF-16 units.
 * Fit for anything `parseJson` accepts. What JSON cannot say (undefined, NaN, a date, a lone surrogate) is a bug of the
 * caller and throws: a record that silently loses a member would still verify.
 * @throws TypeError naming the offending type.
 */
export const canonical = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return quoted(value)
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`no canonical JSON for ${value}`)
      return JSON.stringify(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? arrayText(value) : objectText(value)
    default:
      throw new TypeError(`no canonical JSON for ${typeof value}`)
  }
}

const quoted = (text: string): string => {
  if (!text.isWellFormed()) throw new TypeError('no canonical JSON for half a surrogate pair')
  return JSON.stringify(text)
}

const arrayText = (array: unknown[]): string => {
  let text = '['
  for (let index = 0; index < array.length; index++) text += (index === 0 ? '' : ',') + canonical(array[index])
  return `${text}]`
}

const objectText = (object: object): string => {
  const prototype = Object.getPrototypeOf(object)
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`no canonical JSON for ${object.constructor.name}`)
  }
  let text = '{'
  for (const key of Object.keys(object).sort()) {
    text += `${text.length === 1 ? '' : ','}${quoted(key)}:${canonical((object as Record<string, unknown>)[key])}`
  }
  return `${text}}`
}
