/** Inputs made from the contracts themselves: what an endpoint accepts, and every place in it that can be spoilt. */
import * as z from 'zod'
import { pathNames } from '../src/platform/call.ts'
import type { Endpoint } from '../src/platform/endpoint.ts'
import { PROJECT } from './team.ts'

/** The part of JSON Schema that contracts are printed as. */
export type Schema = {
  type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null'
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  const?: unknown
  enum?: unknown[]
  default?: unknown
  pattern?: string
  minLength?: number
  minItems?: number
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
  exclusiveMaximum?: number
}

export const schemaOf = (endpoint: Endpoint): Schema =>
  z.toJSONSchema(endpoint.input, { io: 'input', unrepresentable: 'any' }) as Schema

/** Texts of which one fits wherever a contract asks for a text of some shape. */
const TEXTS = [
  'name',
  '1',
  '01a2072b-bbee-7001-af8d-e202a504ac73',
  '0123456789abcdef',
  '0123456789abcdef'.repeat(4),
  'somebody@example.org',
  '2026-01-02T03:04:05Z',
  'https://example.org/hook',
  'a text of some length, as long codes are',
]

const textFor = (schema: Schema, at: string, place: number): string => {
  const pattern = new RegExp(schema.pattern ?? '')
  const text = TEXTS.find(each => pattern.test(each) && each.length >= (schema.minLength ?? 0))
  if (text === undefined) throw new Error(`${at}: teach the samples a text like ${schema.pattern}`)
  // The items of a list often must differ.
  return schema.pattern === undefined ? `${text}${place || ''}` : text
}

const numberFor = ({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: Schema): number => {
  const low = minimum ?? exclusiveMinimum ?? 0
  const high = Math.min(maximum ?? Number.POSITIVE_INFINITY, exclusiveMaximum ?? Number.POSITIVE_INFINITY)
  return low <= 1 && high > 1 ? 1 : low + Math.min(1, high - low) / 2
}

/** A value that a schema accepts, with every optional member: the more there is, the more can be spoilt. */
export const valueFor = (schema: Schema, at = '', place = 0): unknown => {
  const choice = schema.anyOf ?? schema.oneOf
  if (choice) return valueFor(choice[0] as Schema, at, place)
  if ('const' in schema) return schema.const
  if (schema.enum) return schema.enum[0]
  switch (schema.type) {
    case 'object': {
      const members = Object.entries(schema.properties ?? {})
      return Object.fromEntries(members.map(([name, each]) => [name, valueFor(each, `${at}.${name}`, place)]))
    }
    case 'array':
      return Array.from({ length: Math.max(1, schema.minItems ?? 0) }, (_, n) =>
        valueFor(schema.items ?? {}, `${at}.${n}`, n),
      )
    case 'string':
      return textFor(schema, at, place)
    case 'number':
    case 'integer':
      return numberFor(schema)
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return {}
  }
}

export type Sample = { endpoint: Endpoint; url: string; body: Record<string, unknown>; schema: Schema }

/** A request that passes the endpoint's contract. */
export const sampleOf = (endpoint: Endpoint): Sample => {
  const inPath = pathNames(endpoint.path)
  const { properties = {}, ...rest } = schemaOf(endpoint)
  const value = (name: string) => (name === 'project_id' ? PROJECT : valueFor(properties[name] ?? {}, name))
  const url = endpoint.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(value(name))))
  const mine = Object.entries(properties).filter(([name]) => !inPath.includes(name))
  const schema = { ...rest, properties: Object.fromEntries(mine) }
  const body = valueFor(schema, endpoint.name) as Record<string, unknown>
  const parsed = endpoint.input.safeParse({ ...body, ...Object.fromEntries(inPath.map(name => [name, value(name)])) })
  if (!parsed.success) throw new Error(`${endpoint.name}: the sample is refused: ${parsed.error.message}`)
  return { endpoint, url, body, schema }
}

/** A place in a body: how to get there, and what is accepted there. */
export type Place = { path: (string | number)[]; schema: Schema; nullable: boolean }

/** Every place of a schema that the sample fills. */
export const placesOf = (schema: Schema, path: Place['path'] = []): Place[] => {
  const choice = schema.anyOf ?? schema.oneOf
  if (choice) {
    const [first, ...within] = placesOf(choice[0] as Schema, path) as [Place, ...Place[]]
    return [{ ...first, nullable: choice.some(each => each.type === 'null') }, ...within]
  }
  const here = { path, schema, nullable: false }
  if (schema.type === 'array') return [here, ...placesOf(schema.items ?? {}, [...path, 0])]
  const members = Object.entries(schema.properties ?? {})
  return [here, ...members.flatMap(([name, each]) => placesOf(each, [...path, name]))]
}

/** The body with another value at a place; the rest is a copy. */
export const withValue = (body: unknown, path: Place['path'], value: unknown): unknown => {
  const [first, ...rest] = path
  if (first === undefined) return value
  const copy = (Array.isArray(body) ? [...body] : { ...(body as object) }) as Record<string | number, unknown>
  copy[first] = withValue(copy[first], rest, value)
  return copy
}
