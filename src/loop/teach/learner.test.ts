import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CANDIDATES_max, type Learner, makeRoom, type State } from './learner.ts'

test('of too many candidates those used longest ago are let go, but not in the middle of something', () => {
  const base = { name: 'linear-1', dataset: 1, labels: [], digest: '', proof: '' }
  const rest = { base, taught: ['one'], awake: true, moved: false, telling: false, renewed_ms: 0 }
  const names = Array.from({ length: CANDIDATES_max + 3 }, (_, n) => `project ${n}`)
  const states = new Map(names.map((name, n): [string, State] => [name, { ...rest, telling: n === 1 }]))
  const asked: string[] = []
  const thread = {
    ask: async (project_id: string, { act }: { act: string }) => {
      asked.push(`${act} ${project_id}`)
      return {}
    },
  } as unknown as Learner['thread']
  makeRoom({ states, thread })
  assert.deepEqual(asked, ['forget project 0', 'forget project 2'])
  assert.deepEqual(
    names.filter(name => !states.get(name)?.awake),
    ['project 0', 'project 2'],
  )
  assert.deepEqual(states.get('project 0')?.taught, ['one'], 'what it was taught is remembered')
})
