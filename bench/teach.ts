/** From a judgement to what it taught, and what others wait for it: Banking77 with 10,000 recent items. */
import { splitOf } from '../src/loop/curate/index.ts'
import { figure, type Report } from './figure.ts'
import { corpus, shuffledTexts } from './learner/corpus.ts'
import { get, post, put } from './loop/http.ts'
import { EVERYTHING, type Installation, install, PROJECT } from './loop/installation.ts'
import { p } from './loop/review.ts'

const KNOWN = 2500
const RECENT = 10_000
const CORRECTIONS = 200
const PROBES = 2000

type Site = { base: string; token: string }
type Answer = Awaited<ReturnType<typeof post>>

const read = (answer: Answer) => {
  if (answer.status >= 300) throw new Error(`${answer.status}: ${answer.text.slice(0, 300)}`)
  return JSON.parse(answer.text)
}

const send = async ({ base, token }: Site, path: string, body: object) =>
  read(await post(`${base}${path}`, token, JSON.stringify(body)))

const until = async (site: Site, path: string, done: (body: { [name: string]: unknown }) => boolean) => {
  while (!done(read(await get(`${site.base}${path}`, site.token)))) {
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

/** Lessons as they come, by the item they are about, with the moment they came. */
const follow = async ({ base, token }: Site) => {
  const taught = new Map<string, number>()
  const stop = new AbortController()
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(`${base}/events?actions=lesson.taken`, { headers, signal: stop.signal })
  const decoder = new TextDecoder()
  const reading = (async () => {
    let text = ''
    for await (const part of response.body ?? []) {
      const blocks = (text + decoder.decode(part, { stream: true })).split('\n\n')
      text = blocks.pop() as string
      for (const data of blocks.map(block => /^data: (.*)$/m.exec(block)?.[1])) {
        if (data) taught.set(JSON.parse(data).lesson.effect.external_id, performance.now())
      }
    }
  })().catch(() => undefined)
  const close = async () => {
    stop.abort()
    await reading
  }
  return { taught, close }
}

const probe = async ({ base, token }: Site, go: () => boolean): Promise<number[]> => {
  const took_ms: number[] = []
  while (go()) took_ms.push((await get(`${base}/candidate`, token)).ms)
  return took_ms
}

/** Knows some, has a model of it, and has recent items of which some wait for people. */
const settle = async (site: Site, { train, labels }: NonNullable<ReturnType<typeof corpus>>) => {
  const guideline = { question: 'Which?', labels: labels.map(name => ({ name })), categories: [], text: '' }
  read(await put(`${site.base}/guideline`, site.token, JSON.stringify({ replaces: 1, ...guideline })))
  const known = train.slice(0, KNOWN)
  const examples = known.map(({ text, label }, n) => ({ external_id: `known ${n}`, input: { text }, answer: label }))
  await send(site, '/examples', { examples })
  await send(site, '/datasets', { reason: 'bench', accept: ['contradiction', 'leakage'] })
  const { id } = await send(site, '/trainings', { dataset: 1 })
  await until(site, `/trainings/${id}`, ({ state }) => state === 'done')
  const rules = [{ name: 'chosen', when: 'metadata.review == true', do: { outcome: 'review', queue: 'chosen' } }]
  read(await put(`${site.base}/policy`, site.token, JSON.stringify({ replaces: 0, policy: { rules } })))
  const items = shuffledTexts(train, RECENT, 'teach').map((text, n) => ({
    external_id: `recent ${n}`,
    text,
    review: false,
  }))
  const split = { seed: PROJECT, holdout_share: 0.2 }
  const asked = train
    .slice(KNOWN)
    .map(({ text, label }, n) => ({ external_id: `asked ${n}`, text, label, review: true }))
    .filter(({ text }) => splitOf({ input: { text }, group_key: null }, split) === 'train')
    .slice(0, CORRECTIONS)
  const predictions = [...items, ...asked].map(({ external_id, text, review }) => {
    return { external_id, input: { text }, model: 'outside', answer: labels[0], metadata: { review } }
  })
  for (let from = 0; from < predictions.length; from += 5000) {
    await send(site, '/predictions', { predictions: predictions.slice(from, from + 5000) })
  }
  await until(site, '/candidate', ({ candidate }) => candidate !== null)
  return new Map(asked.map(({ external_id, label }) => [external_id, label]))
}

/** Corrects one item after the other; how long from each judgement until what it taught was told. */
const correctAll = async (site: Site, gold: Map<string, string>, taught: Map<string, number>) => {
  const took_ms: number[] = []
  while (took_ms.length < gold.size) {
    const [task] = (await send(site, '/tasks/next', { queue: 'chosen' })).tasks
    if (!task) {
      await new Promise(resolve => setTimeout(resolve, 50))
      continue
    }
    const { task_id, fence, external_id } = task
    const answer = gold.get(external_id)
    const began = performance.now()
    await send(site, `/tasks/${task_id}/judgement`, { fence, answer })
    while (!taught.has(external_id)) await new Promise(resolve => setTimeout(resolve, 1))
    took_ms.push((taught.get(external_id) as number) - began)
  }
  return took_ms
}

const measure = async (installation: Installation, data: NonNullable<ReturnType<typeof corpus>>, report: Report) => {
  const base = `${installation.url}/api/projects/${PROJECT}`
  const site = { base, token: await installation.token(EVERYTHING) }
  const reviewer = { base, token: await installation.token(EVERYTHING, await installation.person()) }
  const gold = await settle(site, data)
  const { taught, close } = await follow(site)
  let left = PROBES
  const quiet_ms = await probe(site, () => left-- > 0)
  let teaching = true
  const probing = probe(site, () => teaching)
  const took_ms = await correctAll(reviewer, gold, taught).finally(() => {
    teaching = false
    return probing
  })
  const busy_ms = await probing
  await close()
  const beside = { p95: p(took_ms, 0.95), p99: p(took_ms, 0.99), corrections: took_ms.length }
  report(figure('judgement to lesson, median, 10,000 recent items', [p(took_ms, 0.5), 'ms'], { most: 100, beside }))
  const [quiet, busy] = [p(quiet_ms, 0.99), p(busy_ms, 0.99)]
  const both = { 'p99 without': quiet, 'p99 while teaching': busy, requests: busy_ms.length }
  report(figure('what teaching adds to the p99 of other requests', [busy - quiet, 'ms'], { most: 5, beside: both }))
}

export const bench = async (report: Report, log: (line: string) => void): Promise<void> => {
  const data = corpus('banking77')
  if (!data) return log('banking77 is not there: nothing to teach')
  const installation = await install()
  try {
    await measure(installation, data, report)
  } finally {
    await installation.close()
  }
}
