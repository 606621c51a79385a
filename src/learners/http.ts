import { createHmac, randomUUID } from 'node:crypto'
import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import {
  type FitOptions,
  type Form,
  indexLabels,
  type Model,
  type OpenModel,
  type Outside,
  openAnswerOf,
  scoredOf,
  type Watched,
} from './learner.ts'

/** A model server, in any language. Only the operator names one: its address may lie in a private network. */
export type Server = {
  /** Before `/train` and `/predict`. */
  url: string
  /** `whsec_` and the base64 of what both sides know: requests are signed with it. */
  secret: string
  /** How long one request may take. */
  limit_seconds: number
}

type Reply = { status: number; text: string }
type Packed = { format: string; model: string | null }
type PackedLabels = Packed & { labels: readonly string[] }
type PackedForm = Packed & { form: Form }

const FORMAT = 'errata http 1'
const OPEN_FORMAT = 'errata http open 1'
const MOST_BYTES = 64 * 2 ** 20
const TAIL_CHARACTERS = 500
const ITEMS_PER_REQUEST = 256
const REFERENCE_CHARACTERS = 1000
/** What a server answers that has no such path. */
const ABSENT = [404, 405, 501]

/**
 * A learner behind HTTP:
 *
 *     POST URL/train    {"seed", "labels"}, then {"text", "label"} per line (NDJSON)  ->  {"model": REFERENCE}
 *     POST URL/predict  {"model", "labels", "texts"}  ->  {"answers": [{"label", "scores": {LABEL: PROBABILITY}}]}
 *
 * Where answers are no labels, an example is `{"input", "answer"}`, beside the seed stand `"kind"`, `"labels"` and
 * `"settings"`, `inputs` take the place of `texts`, and an answer is `{"answer", "confidence"?}`.
 *
 * A server without `/train` (404, 405 or 501) is adopted as it is: `model` is null. Requests are signed as Standard
 * Webhooks are (standardwebhooks.com); no redirect is followed, and anything but a whole, fitting answer throws.
 */
export const http = (server: Server, clock: () => Date): Outside => {
  const post = posting(server, clock)
  return {
    name: 'http',
    fit: async (examples, options) => {
      const { labels, seed } = options
      indexLabels(labels, examples)
      const rows = [{ seed, labels }, ...examples.map(({ text, label }) => ({ text, label }))]
      return modelOf(post, { format: FORMAT, labels: [...labels], model: await train(post, rows, options) })
    },
    load: bytes => modelOf(post, open(bytes, FORMAT)),
    open: {
      fit: async (examples, options) => {
        const { form, seed } = options
        const rows = [{ seed, ...form }, ...examples.map(({ input, answer }) => ({ input, answer }))]
        return openModelOf(post, { format: OPEN_FORMAT, form, model: await train(post, rows, options) })
      },
      load: bytes => openModelOf(post, open(bytes, OPEN_FORMAT)),
    },
  }
}

type Post = (path: string, message: { type: string; body: string; signal?: AbortSignal | undefined }) => Promise<Reply>

/** Sends what there is to learn. @returns the model's reference, or null where the server does not train */
const train = async (post: Post, rows: object[], { signal, on_progress }: Omit<FitOptions, 'labels'>) => {
  const body = rows.map(row => `${JSON.stringify(row)}\n`).join('')
  const reply = await post('/train', { type: 'application/x-ndjson', body, signal })
  on_progress?.(1, 1)
  return ABSENT.includes(reply.status) ? null : referenceOf(reply)
}

const referenceOf = (reply: Reply): string => {
  const { model } = read(reply, '/train') as { model?: unknown }
  if (typeof model === 'string' && model.length > 0 && model.length <= REFERENCE_CHARACTERS) return model
  throw new Error(`The model server named no model: 1 to ${REFERENCE_CHARACTERS} characters are wanted.`)
}

const modelOf = (post: Post, packed: PackedLabels): Model => ({
  labels: packed.labels,
  predict: async (texts, watched) => {
    const { model, labels } = packed
    const said = await predict(post, texts, { ...watched, ask: some => ({ model, labels, texts: some }) })
    return said.map((answer, n) => scoredOf(answer, labels, `Answer ${n + 1} of the model server`))
  },
  save: () => seal(packed),
})

const openModelOf = (post: Post, packed: PackedForm): OpenModel => ({
  form: packed.form,
  answer: async (inputs, watched) => {
    const { model, form } = packed
    const said = await predict(post, inputs, { ...watched, ask: some => ({ model, ...form, inputs: some }) })
    return said.map((answer, n) => openAnswerOf(answer, `Answer ${n + 1} of the model server`))
  },
  save: () => seal(packed),
})

const seal = (packed: Packed) => new TextEncoder().encode(JSON.stringify(packed))

/** What the server says of items, as it says it, some hundred at a time. */
const predict = async <Item>(
  post: Post,
  items: readonly Item[],
  { ask, signal, on_progress }: Watched & { ask(items: readonly Item[]): object },
): Promise<unknown[]> => {
  const said: unknown[] = []
  for (let from = 0; from < items.length; from += ITEMS_PER_REQUEST) {
    const some = items.slice(from, from + ITEMS_PER_REQUEST)
    const reply = await post('/predict', { type: 'application/json', body: JSON.stringify(ask(some)), signal })
    const { answers } = read(reply, '/predict') as { answers?: unknown }
    if (!Array.isArray(answers) || answers.length !== some.length) {
      const given = Array.isArray(answers) ? answers.length : 'no'
      throw new Error(`The model server gave ${given} answers to ${some.length} items.`)
    }
    said.push(...answers)
    on_progress?.(said.length, items.length)
  }
  return said
}

/** The JSON object of a reply. */
const read = ({ status, text }: Reply, path: string): object => {
  if (status !== 200) {
    const moved = status >= 300 && status < 400 ? ' (redirects are not followed)' : ''
    throw new Error(`The model server answered ${path} with status ${status}${moved}. ${text.slice(-TAIL_CHARACTERS)}`)
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Error(`The model server answered ${path} with what is not JSON.`)
  }
  if (typeof value === 'object' && value !== null) return value
  throw new Error(`The model server answered ${path} with what is no JSON object.`)
}

/** Identifier, moment and signature of a request, as Standard Webhooks name and make them. */
const signature = (secret: string, body: string, clock: () => Date): Record<string, string> => {
  const id = `msg_${randomUUID()}`
  const timestamp = String(Math.floor(clock().getTime() / 1000))
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` }
}

/** Sends one signed request; nothing is kept open, followed or tried again. */
const posting =
  ({ url, secret, limit_seconds }: Server, clock: () => Date): Post =>
  async (path, { type, body, signal }) => {
    const limit = AbortSignal.timeout(1000 * limit_seconds)
    const stop = signal ? AbortSignal.any([limit, signal]) : limit
    const target = new URL(`${url.replace(/\/$/, '')}${path}`)
    const headers = {
      'content-type': type,
      'content-length': Buffer.byteLength(body),
      accept: 'application/json',
      ...signature(secret, body, clock),
    }
    try {
      return await exchange(target, { headers, body, signal: stop })
    } catch (error) {
      if (limit.aborted) throw new Error(`The model server took longer than ${limit_seconds} seconds.`)
      if (signal?.aborted) throw new Error('The model server did not answer in time, or the request was stopped.')
      throw new Error(`The model server could not be asked: ${(error as Error).message}`)
    }
  }

const exchange = (
  target: URL,
  { headers, body, signal }: { headers: Record<string, string | number>; body: string; signal: AbortSignal },
): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const request = target.protocol === 'https:' ? requestSecure : requestPlain
    const sent = request(target, { method: 'POST', headers, signal, agent: false }, reply => {
      const chunks: Buffer[] = []
      let bytes = 0
      reply.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > MOST_BYTES) sent.destroy(new Error(`it answered with more than ${MOST_BYTES} bytes`))
        else chunks.push(chunk)
      })
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }))
      reply.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })

const open = <Kept extends Packed>(bytes: Uint8Array, format: string): Kept => {
  let packed: Kept | undefined
  try {
    packed = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    // Told below, as any other bytes that are not ours.
  }
  if (packed?.format !== format) throw new Error('These are not the bytes of a model of a model server.')
  return packed
}
