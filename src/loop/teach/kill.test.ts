import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { judgeAll, ask as predict, reviewAll, type Worker, withdraw } from '../../../test/judging.ts'
import { call, freezeLessons, lessons, trainOn } from '../../../test/lessons.ts'
import { openTeam, PROJECT, type Team } from '../../../test/team.ts'
import { splitOf } from '../curate/index.ts'

let team: Team
let maintainer: Worker
let learner: ChildProcess | undefined

const start = () => {
  const program = join(import.meta.dirname, '../../../test/learner.ts')
  learner = spawn(process.execPath, [program, team.url, team.home], { stdio: ['ignore', 'inherit', 'inherit'] })
}

const kill = async () => {
  if (!learner || learner.exitCode !== null) return
  const ended = once(learner, 'exit')
  learner.kill('SIGKILL')
  await ended
}

before(async () => {
  team = await openTeam()
  maintainer = await team.person('maintainer')
  await trainOn(maintainer.send, await freezeLessons(maintainer.send, lessons(300)))
  await reviewAll(maintainer, 1)
})
after(async () => {
  await kill()
  await team.close()
})

const taken = async (): Promise<string[]> => {
  const { rows } = await team.app.database.pool.query('select resolution_id from lesson order by proof')
  return rows.map(row => row.resolution_id)
}

const grown = async (seq: number): Promise<string> => {
  for (;;) {
    const { candidate } = await call(maintainer.send, ['GET', '/candidate'])
    if (candidate?.seq === seq) return candidate.digest
    await pause(10)
  }
}

/** Items that may be taught, put before people and answered. @returns the judgements */
const corrected = async (name: string, count: number) => {
  const split = { seed: PROJECT, holdout_share: 0.2 }
  const items = Array.from({ length: 2 * count }, (_, n) => ({
    external_id: `${name} ${n}`,
    text: `${name} ${n}: why`,
  }))
    .filter(({ text }) => splitOf({ input: { text }, group_key: null }, split) === 'train')
    .slice(0, count)
  await predict(
    team,
    maintainer,
    items.map(item => ({ ...item, answer: 'refund' })),
  )
  return judgeAll(maintainer, external_id => (external_id.startsWith(name) ? { answer: 'other' } : undefined))
}

test('a learner killed while it teaches loses nothing, takes nothing twice, and comes to the same bits', async () => {
  const given = [...(await corrected('killed', 24)).values()]
  assert.equal(given.length, 24)
  for (const count of [3, 11]) {
    start()
    while ((await taken()).length < count) await pause(1)
    await kill()
  }
  // What is withdrawn while nobody teaches is found out by whoever comes next.
  await withdraw(maintainer, given[2])
  const more = await corrected('after', 3)
  start()
  const digest = await grown(24 - 1 + more.size)
  const told = await taken()
  assert.equal(new Set(told).size, told.length)
  assert.equal(told.length, 24 + more.size)
  await kill()
  await team.app.database.pool.query('delete from candidate')
  start()
  assert.equal(await grown(24 - 1 + more.size), digest, 'grown at once from the database alone')
  assert.deepEqual(await taken(), told)
})
