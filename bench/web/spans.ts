/** A project of kind spans with one long text: 64 KB, a thousand spans. */
import { createProject } from '../../src/projects/index.ts'
import type { House } from '../../test/browser.ts'

const PROJECT = 'long-text'
const SENTENCE = 'On 14 March Northwind Traders signed with Banco del Sur for 2.4 million in Valencia. '
const SPANS = 1000

export const spansProject = async (house: House): Promise<string> => {
  const { team } = house
  const labels = ['Company', 'Date', 'Amount'].map(name => ({ name }))
  await team.app.act({ actor: 'system:bench' }, ctx =>
    createProject(ctx, {
      project_id: PROJECT,
      title: 'Contract entities',
      kind: 'spans',
      guideline: { question: 'Which names are there?', labels, categories: [], text: '', settings: {} },
    }),
  )
  const paragraph = `${SENTENCE.repeat(4).trim()}\n\n`
  const text = paragraph.repeat(Math.ceil(65_536 / paragraph.length)).slice(0, 65_536)
  const answer: { start: number; end: number; label: string }[] = []
  for (const [word, label] of [
    ['Northwind Traders', 'Company'],
    ['14 March', 'Date'],
    ['Valencia', 'Amount'],
  ] as const) {
    for (let at = text.indexOf(word); at >= 0 && answer.length < SPANS; at = text.indexOf(word, at + 1)) {
      answer.push({ start: at, end: at + word.length, label })
    }
  }
  answer.sort((one, other) => one.start - other.start || one.end - other.end)
  const { send } = await team.person('admin', PROJECT)
  const base = `/api/projects/${PROJECT}`
  const rules = [{ name: 'all', when: 'true', do: { outcome: 'review' } }]
  await send('PUT', `${base}/policy`, { replaces: 0, policy: { rules } })
  const item = { external_id: 'long', input: { text }, model: 'ner', answer, confidence: 0.5 }
  const taken = await send('POST', `${base}/predictions`, { predictions: [item] })
  if (taken.body?.taken !== 1) throw new Error(taken.text)
  await team.settled()
  return PROJECT
}
