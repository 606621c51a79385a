/**
 * What of JSON Schema (2020-12) a guideline may use: all that can be checked in a bounded number of steps, by a checker
 * that knows every keyword it meets. A schema is what a caller sends, and it decides how long each answer is looked at.
 * Patterns are left out, since they run on an engine that backtracks; a reference leads to `$defs` and never in a
 * circle; and what a schema amounts to once its references are written out is limited.
 */

/** What is wrong with a schema, and where. */
export type Fault = { path: string[]; expected: string }

type Json = unknown
type Schema = Record<string, Json>

const BYTES_max = 65_536
const DEPTH_max = 16
/** Keywords' values and subschemas, with every reference written out. */
const STEPS_max = 5000
/** Every element is compared with every other: counted as this many steps. */
const UNIQUE_steps = 100

const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']
const FORMATS = [...['date', 'time', 'date-time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uri', 'uuid']]
const REFERENCE = /^#\/\$defs\/([\w.-]+)$/

const isObject = (value: Json): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: Json) => typeof value === 'string'
const isCount = (value: Json) => Number.isSafeInteger(value) && (value as number) >= 0
const isNumber = (value: Json) => typeof value === 'number'
const isFlag = (value: Json) => typeof value === 'boolean'
const isNames = (value: Json) => Array.isArray(value) && value.every(isText)
const isType = (value: Json) => TYPES.includes(value as string)
const anything = () => true

const one = (names: string, expected: string, fits: (value: Json) => boolean) =>
  names.split(' ').map(name => [name, { expected, fits }] as const)

/** Every keyword with a plain value, and what that must be. */
const PLAIN = new Map([
  ...one('$schema $comment title description', 'a text', isText),
  ...one('deprecated readOnly writeOnly uniqueItems', 'true or false', isFlag),
  ...one('default const', 'a value', anything),
  ...one('examples', 'a list', Array.isArray),
  ...one('enum', 'a list of one or more values', value => Array.isArray(value) && value.length > 0),
  ...one('type', `one of ${TYPES.join(', ')}, or a list of them`, value =>
    Array.isArray(value) ? value.length > 0 && value.every(isType) : isType(value),
  ),
  ...one('minimum maximum exclusiveMinimum exclusiveMaximum', 'a number', isNumber),
  ...one('multipleOf', 'a number above 0', value => isNumber(value) && (value as number) > 0),
  ...one('minLength maxLength minItems maxItems minContains maxContains', 'a whole number from 0', isCount),
  ...one('minProperties maxProperties', 'a whole number from 0', isCount),
  ...one('required', 'a list of names', isNames),
  ...one('dependentRequired', 'lists of names', value => isObject(value) && Object.values(value).every(isNames)),
  ...one('format', `one of ${FORMATS.join(', ')}`, value => FORMATS.includes(value as string)),
  ...one('$ref', 'a reference to `#/$defs/NAME`', value => isText(value) && REFERENCE.test(value as string)),
])

const NESTED_one = new Set([
  ...['items', 'contains', 'additionalProperties', 'propertyNames', 'not', 'if', 'then', 'else'],
  ...['unevaluatedItems', 'unevaluatedProperties'],
])
const NESTED_list = new Set(['prefixItems', 'allOf', 'anyOf', 'oneOf'])
const NESTED_map = new Set(['properties', 'dependentSchemas', '$defs'])

/** The subschemas under a keyword with their names, or undefined where the keyword's value has another shape. */
const nestedIn = (keyword: string, value: Json): [name: string[], schema: Json][] | undefined => {
  if (NESTED_one.has(keyword)) return [[[], value]]
  if (NESTED_list.has(keyword) && Array.isArray(value)) {
    return value.length > 0 ? value.map((each, index) => [[String(index)], each]) : undefined
  }
  if (NESTED_map.has(keyword) && isObject(value)) return Object.entries(value).map(([name, each]) => [[name], each])
  return undefined
}

/** What is wrong with a schema itself: a keyword that is none, or with a value that it cannot have. */
const faultIn = (schema: Json, path: string[], depth = 0): Fault | undefined => {
  if (typeof schema === 'boolean') return undefined
  if (!isObject(schema)) return { path, expected: 'a schema: an object, true or false' }
  if (depth > DEPTH_max) return { path, expected: `at most ${DEPTH_max} schemas within one another` }
  for (const [keyword, value] of Object.entries(schema)) {
    const here = [...path, keyword]
    const plain = PLAIN.get(keyword)
    if (plain) {
      if (!plain.fits(value)) return { path: here, expected: plain.expected }
      continue
    }
    const isNested = NESTED_one.has(keyword) || NESTED_list.has(keyword) || NESTED_map.has(keyword)
    if (!isNested || (keyword === '$defs' && depth > 0)) {
      const patterns = keyword === 'pattern' || keyword === 'patternProperties'
      const expected = patterns ? 'no pattern: use enum, format or maxLength' : 'a keyword that is known and checked'
      return { path: here, expected }
    }
    const nested = nestedIn(keyword, value)
    if (!nested) return { path: here, expected: NESTED_list.has(keyword) ? 'a list of schemas' : 'schemas by name' }
    for (const [name, each] of nested) {
      const fault = faultIn(each, [...here, ...name], depth + 1)
      if (fault) return fault
    }
  }
  return undefined
}

const countOf = (value: Json): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce((sum: number, each) => sum + countOf(each), 1)
    : 1

/** How many steps a value costs at most, with references written out. @throws Error for one that leads nowhere */
const stepsOf = (schema: Json, known: Map<string, number>, defs: Schema): number => {
  if (!isObject(schema)) return 1
  let steps = 1
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === '$defs') continue
    if (keyword === '$ref') steps += stepsBehind(value as string, known, defs)
    else if (keyword === 'uniqueItems') steps += UNIQUE_steps
    else if (PLAIN.has(keyword)) steps += countOf(value)
    else for (const [, each] of nestedIn(keyword, value) ?? []) steps += stepsOf(each, known, defs)
  }
  return steps
}

const stepsBehind = (reference: string, known: Map<string, number>, defs: Schema): number => {
  const [, name = ''] = REFERENCE.exec(reference) ?? []
  if (!Object.hasOwn(defs, name)) throw new Error(`\`$defs\` with what "${reference}" means`)
  const before = known.get(name)
  if (before !== undefined && Number.isNaN(before)) throw new Error(`no reference in a circle, as "${reference}" is`)
  if (before !== undefined) return before
  known.set(name, Number.NaN)
  const steps = stepsOf(defs[name], known, defs)
  known.set(name, steps)
  return steps
}

/** What is wrong with the schema of a guideline, or undefined where answers can be held against it. */
export const faultOf = (schema: unknown): Fault | undefined => {
  if (!isObject(schema) || schema.type !== 'object') return { path: ['type'], expected: '"object"' }
  if (JSON.stringify(schema).length > BYTES_max) return { path: [], expected: `at most ${BYTES_max} characters` }
  const fault = faultIn(schema, [])
  if (fault) return fault
  const defs = (schema.$defs ?? {}) as Schema
  try {
    const known = new Map<string, number>()
    for (const name of Object.keys(defs))
      if (REFERENCE.test(`#/$defs/${name}`)) stepsBehind(`#/$defs/${name}`, known, defs)
    const steps = stepsOf(schema, known, defs)
    if (steps > STEPS_max) return { path: [], expected: `at most ${STEPS_max} parts, with every $ref written out` }
  } catch (error) {
    return { path: [], expected: (error as Error).message }
  }
  return undefined
}
