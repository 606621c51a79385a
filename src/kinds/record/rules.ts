import { type OutputUnit, Validator } from '@cfworker/json-schema'
import * as z from 'zod'
import type { Kind, Measured } from '../kind.ts'
import { anyInput, asTold, inOneLine, noScores } from '../usual.ts'
import { faultOf } from './schema.ts'

export type RecordAnswer = Record<string, unknown>

const settings = z.strictObject({
  schema: z.record(z.string(), z.unknown()).superRefine((schema, ctx) => {
    const fault = faultOf(schema)
    if (fault) ctx.addIssue({ code: 'custom', path: fault.path, message: fault.expected })
  }),
})
type Settings = z.output<typeof settings>

const CHARS_max = 200_000
const VALUES_max = 5000
const LIST_max = 1000
const DEPTH_max = 32

/** How many values are within one, itself included; beyond bounds it is infinite. */
const valuesIn = (value: unknown, depth = 0): number => {
  if (typeof value !== 'object' || value === null) return 1
  if (depth > DEPTH_max || (Array.isArray(value) && value.length > LIST_max)) return Number.POSITIVE_INFINITY
  return Object.values(value).reduce((sum: number, each) => sum + valuesIn(each, depth + 1), 1)
}

const fits = (value: unknown) => valuesIn(value) <= VALUES_max && JSON.stringify(value).length <= CHARS_max
const BOUNDS = `at most ${VALUES_max} values, ${LIST_max} in one list, ${DEPTH_max} levels, ${CHARS_max} characters`

/** Keywords that only say that something within is wrong: what it is comes next. */
const AROUND = new Set([
  ...['$ref', 'properties', 'additionalProperties', 'items', 'prefixItems', 'allOf', 'if', 'dependentSchemas'],
  ...['unevaluatedItems', 'unevaluatedProperties'],
])

const pathIn = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map(part => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))

/** The first thing that is wrong, where it is, and in words. */
const wrongIn = (errors: OutputUnit[]): { path: string[]; message: string } => {
  const first = (errors.find(({ keyword }) => !AROUND.has(keyword)) ?? errors[0]) as OutputUnit
  const message = first.keyword === 'false' ? 'nothing: the schema has no such field' : first.error
  return { path: pathIn(first.instanceLocation), message }
}

type Leaves = Map<string, unknown>

/** Every value of a document that holds no other, by its path; an empty list or object is one. */
const leavesOf = (value: unknown, path = '', leaves: Leaves = new Map()): Leaves => {
  if (typeof value !== 'object' || value === null) return leaves.set(path, value)
  const parts = Object.entries(value)
  const mark = Array.isArray(value) ? '#' : '/'
  if (parts.length === 0) return leaves.set(`${path}${mark}`, true)
  for (const [name, part] of parts) leavesOf(part, `${path}${mark}${JSON.stringify(name)}`, leaves)
  return leaves
}

const fieldsAlike = (one: RecordAnswer, other: RecordAnswer): Measured => {
  const [ours, theirs] = [leavesOf(one), leavesOf(other)]
  let part = 0
  for (const [path, value] of ours) if (theirs.has(path) && theirs.get(path) === value) part += 1
  return { part, whole: ours.size + theirs.size - [...ours.keys()].filter(path => theirs.has(path)).length }
}

/** A JSON object after the schema of the guideline: fields taken out of a document, say. */
export const record: Kind<RecordAnswer, Settings> = {
  name: 'record',
  labels_min: 0,
  settings,
  settled: [],

  answer({ settings: { schema } }) {
    // The validator leaves marks in what it is given.
    const validator = new Validator(structuredClone(schema), '2020-12')
    return z.record(z.string(), z.unknown()).superRefine((answer, ctx) => {
      if (!fits(answer)) return ctx.addIssue({ code: 'custom', message: BOUNDS })
      const { valid, errors } = validator.validate(answer)
      if (!valid) ctx.addIssue({ code: 'custom', ...wrongIn(errors) })
    })
  },

  input: () => anyInput,
  local: false,
  misfit: () => null,
  scores: () => noScores,
  certainty: asTold,

  /** 1 - the share of fields that are the same in both. */
  distance(one, other) {
    const { part, whole } = fieldsAlike(one, other)
    return whole === 0 ? 0 : 1 - part / whole
  },

  classOf: null,
  measures: [{ name: 'fields', title: 'Fields that are right', better: 'higher', share: true, of: fieldsAlike }],
  words: answer => inOneLine(JSON.stringify(answer)),
}
