/** The whole loop: from a model's error to an answer of the model that learned from it, and back along the ledger. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { verifyProject } from '../../../src/ledger/index.ts'
import { call, evaluated, freezeLessons, lessons, trainOn } from '../../../test/lessons.ts'
import { openTeam, PROJECT, type Send, type Team } from '../../../test/team.ts'
import { covers } from '../../loop.ts'

let team: Team
let maintainer: Send

before(async () => {
  team = await openTeam()
  maintainer = (await team.person('maintainer')).send
})
after(() => team.close())

type Entry = { id: string; action: string }

const walk = async (entry_id: string, direction: 'back' | 'forward'): Promise<Entry[]> => {
  const { entries, complete } = await call(maintainer, ['GET', `/ledger/${entry_id}/provenance?direction=${direction}`])
  assert.ok(complete)
  return entries
}

/** A model outside of ours is wrong about everything; people review all of it. */
const letPeopleCorrect = async (count: number) => {
  const asked = lessons(count, { seed: 'production' })
  const truth = new Map(asked.map(each => [each.external_id, each.answer]))
  const policy = { rules: [{ name: 'all', when: 'true', do: { outcome: 'review' } }] }
  await call(maintainer, ['PUT', '/policy'], { replaces: 0, policy })
  const predictions = asked.map(({ external_id, input, answer }) => {
    const wrong = answer === 'refund' ? 'billing' : 'refund'
    return { external_id, input, model: 'house', answer: wrong, confidence: 0.6 }
  })
  await call(maintainer, ['POST', '/predictions'], { predictions })
  await team.settled()
  const { send } = await team.person('reviewer')
  for (;;) {
    const [task] = (await call(send, ['POST', '/tasks/next'], {})).tasks
    if (!task) break
    const { task_id, fence, external_id } = task
    await call(send, ['POST', `/tasks/${task_id}/judgement`], { fence, answer: truth.get(external_id) })
  }
  await team.settled()
}

test('from an error to the answer of the model that learned from it, and back', async () => {
  const first = await trainOn(maintainer, await freezeLessons(maintainer, lessons(60)))
  await call(maintainer, ['POST', '/releases'], { model: first, mode: 'automated', reason: 'the first model' })
  await letPeopleCorrect(25)
  const { errata } = await call(maintainer, ['GET', '/errata'])
  assert.equal(errata.length, 25)
  const second = await trainOn(maintainer, await freezeLessons(maintainer, lessons(120)))
  await evaluated(maintainer, { candidate: second })
  const body = { model: second, mode: 'automated', reason: 'learned', gate: { margin: 1 } }
  await call(maintainer, ['POST', '/releases'], body)
  const served = await call(maintainer, ['POST', '/decide'], {
    external_id: 'the circle',
    input: { text: 'send my money back for the radio' },
  })
  assert.equal(served.model, second)

  const back = await walk(served.proof, 'back')
  const steps = ['answer.served', 'release.pinned', 'evaluation.made', 'model.fitted', 'training.asked']
  const deeper = ['dataset.frozen', 'erratum.kept', 'resolution.made', 'judgement.given', 'tasks.opened']
  const outset = ['predictions.routed', 'predictions.taken']
  const found = new Set(back.map(each => each.action))
  assert.deepEqual(
    [...steps, ...deeper, ...outset].filter(action => !found.has(action)),
    [],
  )
  assert.equal(back.filter(each => each.action === 'judgement.given').length, 25)

  const { proof: fitted } = await call(maintainer, ['GET', `/models/${second}`])
  const { proof: earlier } = await call(maintainer, ['GET', `/models/${first}`])
  for (const { proof } of errata) {
    const ahead = (await walk(proof, 'forward')).map(each => each.id)
    assert.ok(ahead.includes(fitted), 'what learned from an erratum is found from it')
    assert.ok(ahead.includes(served.proof), 'and so is what it answered')
    assert.ok(!ahead.includes(earlier), 'what did not learn from it is not')
  }
  await team.settled()
  const { app } = team
  assert.equal((await verifyProject(app.database, app.vault, { project_id: PROJECT, covers })).divergence, null)
})
