import * as z from 'zod'
import { pathNames } from '../platform/call.ts'
import type { Endpoint } from '../platform/endpoint.ts'
import { REFUSALS } from '../platform/errors.ts'

type Schema = { properties?: Record<string, object>; required?: string[] }

const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { enum: Object.keys(REFUSALS) },
    detail: { type: 'string' },
    field: { type: 'string' },
    expected: { type: 'string' },
    instance: { type: 'string' },
  },
}

const MEDIA = { lines: 'application/x-ndjson', csv: 'text/csv', events: 'text/event-stream' }

const parametersOf = (endpoint: Endpoint, { properties = {}, required = [] }: Schema) => {
  const inPath = pathNames(endpoint.path)
  const inQuery = endpoint.method === 'GET' || endpoint.method === 'DELETE' || endpoint.takes === 'lines'
  return Object.entries(properties)
    .filter(([name]) => inQuery || inPath.includes(name))
    .map(([name, schema]) => ({
      name,
      in: inPath.includes(name) ? 'path' : 'query',
      required: inPath.includes(name) || required.includes(name),
      schema,
    }))
}

const bodyOf = (endpoint: Endpoint, { properties = {}, required = [] }: Schema) => {
  if (endpoint.takes) return { required: true, content: { [MEDIA[endpoint.takes]]: { schema: {} } } }
  if (endpoint.method === 'GET' || endpoint.method === 'DELETE') return undefined
  const inPath = pathNames(endpoint.path)
  const mine = Object.fromEntries(Object.entries(properties).filter(([name]) => !inPath.includes(name)))
  const needed = required.filter(name => !inPath.includes(name))
  const schema = { type: 'object', properties: mine, required: needed, additionalProperties: false }
  return { required: needed.length > 0, content: { 'application/json': { schema } } }
}

const operationOf = (endpoint: Endpoint) => {
  const input = schemaOf(endpoint.input, 'input') as Schema
  const requestBody = bodyOf(endpoint, input)
  const media = endpoint.gives ? MEDIA[endpoint.gives] : 'application/json'
  return {
    operationId: endpoint.name,
    summary: endpoint.summary,
    'x-permission': endpoint.may,
    security: endpoint.may === 'anyone' ? [] : [{ token: [] }, { session: [] }],
    parameters: parametersOf(endpoint, input),
    ...(requestBody && { requestBody }),
    responses: {
      [endpoint.status ?? 200]: {
        description: endpoint.summary,
        content: { [media]: { schema: schemaOf(endpoint.output, 'output') } },
      },
      default: {
        description: 'What was wrong',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/problem' } } },
      },
    },
  }
}

/** The API as an OpenAPI 3.1 document, from the same data that the server answers by. */
export const openApiOf = (endpoints: Endpoint[], version: string) => {
  const paths: Record<string, Record<string, object>> = {}
  for (const endpoint of endpoints) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method.toLowerCase()]: operationOf(endpoint) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Errata', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: {
      schemas: { problem: PROBLEM },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-errata' },
      },
    },
  }
}
