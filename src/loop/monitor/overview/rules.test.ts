import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attentionOf, type Situation, waitingOf } from './rules.ts'
import type { Waiting } from './store.ts'

const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour))

const row = (queue: string, more: Partial<Waiting> = {}): Waiting => ({
  ...{ queue, stage: 'review', tasks: 3, overdue: 0, oldest_at: at(6) },
  ...more,
})

const quiet: Situation = {
  now: at(12),
  waiting: [row('general')],
  failed: { trainings: 0, training_message: null, evaluations: 0, evaluation_message: null },
  certificate: undefined,
  suspended: null,
  policy: undefined,
}

const certificate = { id: 'c', model: 'm-1', threshold: 0.9, expires_at: null, why: null }

test('what waits is told in all and by queue, whichever stage it waits for', () => {
  const adjudicate = row('general', { stage: 'adjudicate', tasks: 1, overdue: 1, oldest_at: at(9) })
  assert.deepEqual(waitingOf([row('general'), adjudicate, row('night', { oldest_at: at(3) })]), {
    ...{ tasks: 7, overdue: 1, oldest_at: at(3).toISOString() },
    queues: [
      { queue: 'general', tasks: 4, overdue: 1, oldest_at: at(6).toISOString() },
      { queue: 'night', tasks: 3, overdue: 0, oldest_at: at(3).toISOString() },
    ],
  })
  assert.deepEqual(waitingOf([]), { tasks: 0, overdue: 0, oldest_at: null, queues: [] })
})

for (const [title, change, expected] of [
  ['nothing', {}, []],
  [
    'tasks past due',
    { waiting: [row('general', { overdue: 2 })] },
    [['tasks_overdue', 2, '2 tasks are past due; the oldest has waited for 6 h.']],
  ],
  [
    'a disagreement',
    { waiting: [row('adjudication', { stage: 'adjudicate', tasks: 1 })] },
    [['disagreements_waiting', 1, '1 prediction waits for an adjudicator.']],
  ],
  [
    'failures',
    { failed: { trainings: 2, training_message: 'no lines', evaluations: 1, evaluation_message: null } },
    [
      ['trainings_failed', 2, '2 trainings failed since the last that did not: no lines'],
      ['evaluations_failed', 1, '1 evaluation failed since the last that did not.'],
    ],
  ],
  ['a certificate that holds', { certificate }, []],
  [
    'one that expired',
    { certificate: { ...certificate, why: 'its time is over' } },
    [['certificate_expired', 1, 'The certificate of m-1 has expired: its time is over.']],
  ],
  [
    'a strategy suspended',
    { suspended: { strategy: 'novelty', reason: 'It finds no more than chance.' } },
    [['strategy_suspended', 1, 'The strategy novelty is suspended: It finds no more than chance.']],
  ],
] as [string, Partial<Situation>, [string, number, string][]][]) {
  test(`attention for ${title}`, () =>
    assert.deepEqual(
      attentionOf({ ...quiet, ...change }).map(each => [each.code, each.count, each.sentence]),
      expected,
    ))
}
