/** The fields of a document after its JSON Schema (2020-12), in the order in which people fill them in. */
import { type Document, isObject, type Path, valueAt } from './document.ts'

export type Schema = Record<string, unknown>

/**
 * How a field is filled in: a line or a text, a number, one of a list, an object or a list of fields of its own; JSON
 * where the schema leaves more than that open, and `more` for what a long list does not show.
 */
export type Control = 'line' | 'text' | 'number' | 'pick' | 'object' | 'array' | 'json' | 'more'

export type Field = {
  path: Path
  title: string
  /** The title with those of all that holds it: `Lines 2 Amount`. */
  label: string
  about: string | undefined
  control: Control
  /** With its reference resolved. */
  schema: Schema
  required: boolean
  /** Whether null is a value; then nothing typed means null. */
  nullable: boolean
  /** What there is to pick from. */
  options: unknown[]
  /** Whether the field itself may go: an element of a list, or one the schema does not name. */
  removable: boolean
  /** Of a list cut short: how many elements are not shown. */
  hidden: number
}

const ELEMENTS_max = 50
const LINE_chars = 100
const DEPTH_max = 16

const asSchema = (value: unknown): Schema => (isObject(value) ? value : {})
const isNull = (schema: unknown) => isObject(schema) && schema.type === 'null'

/** A schema with `$ref` to `#/$defs/NAME` written out; a circle ends where it was followed often enough. */
const resolved = (schema: Schema, root: Schema, depth = 0): Schema => {
  const [, name] = /^#\/\$defs\/([\w.-]+)$/.exec(String(schema.$ref ?? '')) ?? []
  if (name === undefined || depth > DEPTH_max) return schema
  const { $ref: _, ...beside } = schema
  return resolved({ ...asSchema(valueAt(root, ['$defs', name])), ...beside }, root, depth + 1)
}

/** `X or null`, however the schema says it, as X and whether null is allowed. */
const withoutNull = (schema: Schema, root: Schema): { schema: Schema; nullable: boolean } => {
  for (const keyword of ['anyOf', 'oneOf']) {
    const ways = schema[keyword]
    if (!Array.isArray(ways) || ways.length !== 2 || !ways.some(isNull)) continue
    const { [keyword]: _, ...beside } = schema
    return { schema: { ...resolved(asSchema(ways.find(way => !isNull(way))), root), ...beside }, nullable: true }
  }
  const types = Array.isArray(schema.type) ? schema.type : []
  if (!types.includes('null')) return { schema, nullable: schema.type === 'null' }
  const rest = types.filter(type => type !== 'null')
  return { schema: { ...schema, type: rest.length === 1 ? rest[0] : rest }, nullable: true }
}

const OPEN = ['anyOf', 'oneOf', 'allOf', 'not', 'if']

const optionsOf = (schema: Schema): unknown[] => {
  if (Array.isArray(schema.enum)) return schema.enum
  if (Object.hasOwn(schema, 'const')) return [schema.const]
  return schema.type === 'boolean' ? [true, false] : []
}

const controlBySchema = (schema: Schema): Control => {
  if (optionsOf(schema).length > 0) return 'pick'
  if (schema.type === 'object') return 'object'
  if (OPEN.some(keyword => Object.hasOwn(schema, keyword))) return 'json'
  if (schema.type === 'array') return schema.prefixItems === undefined ? 'array' : 'json'
  if (schema.type === 'number' || schema.type === 'integer') return 'number'
  if (schema.type !== 'string') return 'json'
  const length = typeof schema.maxLength === 'number' ? schema.maxLength : Number.POSITIVE_INFINITY
  return schema.format !== undefined || length <= LINE_chars ? 'line' : 'text'
}

/** Whether a control can show a value at all: a list where an object belongs is shown as the JSON it is. */
const FITS: Partial<Record<Control, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  line: value => typeof value === 'string',
  text: value => typeof value === 'string',
  // A number that is not typed to its end is kept as the text it is.
  number: value => typeof value === 'number' || typeof value === 'string',
}

const controlOf = (schema: Schema, value: unknown): Control => {
  const control = controlBySchema(schema)
  const isNone = value === undefined || value === null
  return isNone || (FITS[control]?.(value) ?? true) ? control : 'json'
}

/** Fields that no schema describes are shown by what they hold. */
const schemaBy = (value: unknown): Schema => {
  if (typeof value === 'string') return { type: 'string' }
  if (typeof value === 'number') return { type: 'number' }
  return typeof value === 'boolean' ? { type: 'boolean' } : {}
}

type Place = Pick<Field, 'path' | 'required' | 'removable'> & { schema: unknown; name: string; within?: Field }

const fieldOf = ({ schema: given, name, within, ...place }: Place, value: unknown, root: Schema): Field => {
  const { schema, nullable } = withoutNull(resolved(asSchema(given), root), root)
  const title = typeof schema.title === 'string' ? schema.title : name
  return {
    ...place,
    title,
    label: [within?.label, title].filter(Boolean).join(' '),
    about: typeof schema.description === 'string' ? schema.description : undefined,
    control: controlOf(schema, value),
    schema,
    nullable,
    options: optionsOf(schema),
    hidden: 0,
  }
}

const named = (field: Field, value: Document, root: Schema): Field[] => {
  const { properties, required, additionalProperties } = field.schema
  const known = asSchema(properties)
  const needed = new Set(Array.isArray(required) ? required : [])
  const others = Object.keys(value).filter(name => !Object.hasOwn(known, name))
  return [...Object.keys(known), ...others].flatMap(name => {
    const isKnown = Object.hasOwn(known, name)
    const part = valueAt(value, [name])
    const other = isObject(additionalProperties) ? additionalProperties : schemaBy(part)
    const schema = isKnown ? known[name] : other
    const place = {
      path: [...field.path, name],
      name,
      required: needed.has(name),
      removable: !isKnown,
      schema,
      within: field,
    }
    return withParts(fieldOf(place, part, root), part, root)
  })
}

const elements = (field: Field, value: unknown[], root: Schema): Field[] => {
  const shown = value.slice(0, ELEMENTS_max).flatMap((part, index) => {
    const name = String(index + 1)
    const schema = isObject(field.schema.items) ? field.schema.items : schemaBy(part)
    const place = { path: [...field.path, index], name, required: true, removable: true, schema, within: field }
    return withParts(fieldOf(place, part, root), part, root)
  })
  const hidden = value.length - ELEMENTS_max
  const rest = { ...field, path: [...field.path, ELEMENTS_max], control: 'more' as const, hidden, removable: false }
  return hidden > 0 ? [...shown, rest] : shown
}

const withParts = (field: Field, value: unknown, root: Schema): Field[] => {
  if (field.path.length > DEPTH_max) return [{ ...field, control: 'json' }]
  if (field.control === 'array') return [field, ...elements(field, Array.isArray(value) ? value : [], root)]
  if (field.control !== 'object') return [field]
  const isOpen = isObject(value) || (value === undefined && field.required)
  return isOpen ? [field, ...named(field, isObject(value) ? value : {}, root)] : [field]
}

/** All fields of a document, those it lacks and those its schema does not name among them. */
export const fieldsOf = (schema: Schema, value: unknown): Field[] => {
  const root = fieldOf({ schema, name: '', path: [], required: true, removable: false }, {}, schema)
  return named({ ...root, control: 'object', label: '' }, isObject(value) ? value : {}, schema)
}

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i

/**
 * The value that a typed text stands for; undefined: the field goes. A text that is no number is kept as it is, and the
 * schema says what it thinks of it.
 */
export const entered = (typed: string, { control, nullable, required, path }: Field): unknown => {
  const isElement = typeof path.at(-1) === 'number'
  if (typed === '') {
    if (nullable) return null
    return isElement || (required && control !== 'number') ? '' : undefined
  }
  const number = control === 'number' && NUMBER.test(typed.trim()) ? Number(typed) : Number.NaN
  return Number.isFinite(number) ? number : typed
}

/** What a new element of a list starts with: nothing that could be taken for an answer. */
export const freshElement = (list: Field, root: Schema): unknown => {
  const place = { path: [...list.path, 0], name: '', required: true, removable: true, schema: list.schema.items }
  const { control, schema, nullable } = fieldOf(place, undefined, root)
  if (Object.hasOwn(schema, 'default')) return schema.default
  if (control === 'object') return {}
  if (control === 'array') return []
  return nullable || control === 'json' ? null : ''
}
