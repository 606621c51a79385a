/** What a schema has against a document, field by field and in words. */
import { type OutputUnit, Validator } from '@cfworker/json-schema'
import { keyOf, type Path, valueAt, valueInWords } from './document.ts'
import type { Schema } from './fields.ts'

/** Each wrong field by `keyOf` its path. */
export type Errors = ReadonlyMap<string, string>

/** Keywords that only say that something within is wrong: what it is, is told where it is. */
const AROUND = new Set([
  ...['$ref', 'properties', 'additionalProperties', 'items', 'prefixItems', 'allOf', 'if', 'dependentSchemas'],
  ...['unevaluatedItems', 'unevaluatedProperties'],
])
/** Of a choice between schemas no single one is what was meant. */
const CHOICES = ['anyOf', 'oneOf', 'not', 'contains']

const stepsIn = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map(part => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))

/** What a keyword was given in the schema, found by its place, through references. */
const givenAt = (schema: Schema, location: string): unknown => {
  let at: unknown = schema
  for (const step of stepsIn(location)) {
    at = valueAt(at, [step])
    if (step === '$ref') at = valueAt(schema, stepsIn(String(at)))
  }
  return at
}

const TYPES: Record<string, string> = {
  ...{ string: 'a text', number: 'a number', integer: 'a whole number', boolean: 'true or false' },
  ...{ object: 'an object', array: 'a list', null: 'null' },
}
const FORMATS: Record<string, string> = {
  ...{
    date: 'a date like 2026-03-14',
    time: 'a time like 10:12:00Z',
    'date-time': 'a moment like 2026-03-14T10:12:00Z',
  },
  ...{ duration: 'a duration like P3D', email: 'an email address', hostname: 'the name of a host' },
  ...{ ipv4: 'an IPv4 address', ipv6: 'an IPv6 address', uri: 'an address like https://example.org', uuid: 'a UUID' },
}

const listed = (values: unknown): string => [values].flat().map(valueInWords).join(', ')

const WORDS: Record<string, (given: unknown) => string> = {
  type: given =>
    `Must be ${[given]
      .flat()
      .map(type => TYPES[String(type)] ?? type)
      .join(' or ')}`,
  enum: given => `Must be one of ${listed(given)}`,
  const: given => `Must be ${valueInWords(given)}`,
  format: given => `Must be ${FORMATS[String(given)] ?? given}`,
  minimum: given => `Must be ${given} or more`,
  maximum: given => `Must be ${given} or less`,
  exclusiveMinimum: given => `Must be more than ${given}`,
  exclusiveMaximum: given => `Must be less than ${given}`,
  multipleOf: given => `Must be a multiple of ${given}`,
  minLength: given => (given === 1 ? 'Must not be empty' : `Must have ${given} characters or more`),
  maxLength: given => `Must have ${given} characters at most`,
  minItems: given => `Needs ${given} or more`,
  maxItems: given => `Takes ${given} at most`,
  minProperties: given => `Needs ${given} fields or more`,
  maxProperties: given => `Takes ${given} fields at most`,
  uniqueItems: () => 'No two may be the same',
  anyOf: () => 'Fits none of the forms it may have',
  oneOf: () => 'Must fit exactly one of the forms it may have',
  false: () => 'The schema has no such field',
}

const toldOf = (unit: OutputUnit, schema: Schema): { path: Path; message: string } => {
  const path = stepsIn(unit.instanceLocation)
  // The name of a missing field is nowhere but in the validator's own words.
  const missing = /^Instance (?:does not have required property|has ".*" but does not have) "(.*)"\.$/s.exec(unit.error)
  if (missing) return { path: [...path, missing[1] as string], message: 'Is missing' }
  const word = WORDS[unit.keyword]
  return { path, message: word ? word(givenAt(schema, unit.keywordLocation)) : unit.error }
}

type Check = (value: unknown) => Errors

const checks = new WeakMap<Schema, Check>()

/** The check of a schema: a document in, what is wrong out; of several things wrong with a field the first. */
export const checkOf = (schema: Schema): Check => {
  const check = checks.get(schema) ?? make(schema)
  checks.set(schema, check)
  return check
}

const make = (schema: Schema): Check => {
  // The validator leaves marks in what it is given.
  const validator = new Validator(structuredClone(schema), '2020-12', false)
  return value => {
    const { errors } = validator.validate(value)
    const within = errors.filter(({ keyword }) => CHOICES.includes(keyword)).map(unit => `${unit.keywordLocation}/`)
    const told = new Map<string, string>()
    for (const unit of errors) {
      if (AROUND.has(unit.keyword) || within.some(place => unit.keywordLocation.startsWith(place))) continue
      const { path, message } = toldOf(unit, schema)
      if (!told.has(keyOf(path))) told.set(keyOf(path), message)
    }
    return told
  }
}

/** The errors of the fields that are shown; what is wrong deeper down is told at the field that holds it. */
export const errorsByField = (errors: Errors, paths: Path[]): Errors => {
  const shown = new Set(paths.map(keyOf))
  const told = new Map<string, string>()
  for (const [key, message] of errors) {
    const path = JSON.parse(key) as string[]
    let length = path.length
    while (length > 0 && !shown.has(keyOf(path.slice(0, length)))) length -= 1
    const place = keyOf(path.slice(0, length))
    const inside = path.slice(length).join(' › ')
    if (!told.has(place)) told.set(place, inside ? `${inside}: ${message}` : message)
  }
  return told
}
