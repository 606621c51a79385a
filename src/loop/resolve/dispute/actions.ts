/** Disputes: what an adjudicator decides by, without what could sway them. */
import type * as z from 'zod'
import { canonical } from '../../../ledger/canonical.ts'
import type { View } from '../../../ledger/context.ts'
import { Refusal } from '../../../platform/errors.ts'
import { projectWithGuideline } from '../../../projects/index.ts'
import { seededRandom } from '../../../stats/random.ts'
import { commentsOn, holdsReview, judgementsInForce, tasksShown } from '../../review/index.ts'
import type * as contract from '../contract.ts'
import { campsOf, type Said } from '../rules.ts'
import { standingOf } from '../store.ts'
import * as store from './store.ts'

const CASES_shown = 5

/** How earlier disputes between these answers ended, the most frequent outcome first. */
const earlierOf = (rows: store.EarlierRow[]): contract.Dispute['earlier'] => {
  const outcomes = Map.groupBy(rows, row => canonical([row.how, row.answer]))
  return {
    count: rows.length,
    outcomes: [...outcomes.values()]
      .map(alike => ({ ...(alike[0] as store.EarlierRow), count: alike.length }))
      .map(({ answer, how, count }) => ({ answer, how, count }))
      .sort((one, other) => other.count - one.count),
    cases: rows.slice(0, CASES_shown).map(row => ({ ...row, at: row.at.toISOString() })),
  }
}

type Given = Awaited<ReturnType<typeof judgementsInForce>>[number]

/**
 * The sides of a dispute. Their order comes from the task alone: neither who was first nor who are more can be read
 * from it, and it is the same each time.
 */
const sidesOf = (task_id: string, said: Given[], names: Map<string, string> | undefined, distance: Distance) => {
  const random = seededRandom(`dispute:${task_id}`)
  const camps = campsOf(said as Said[], distance).sort((one, other) =>
    canonical(one.answer) < canonical(other.answer) ? -1 : 1,
  )
  return random.shuffle(camps).map(({ answer, judgements }) => ({
    answer,
    judgements: random
      .shuffle(said.filter(each => judgements.includes(each.id)))
      .map(({ category, rationale, seconds, exposure, guideline_version, person_id, at }) => ({
        ...{ category, rationale, seconds, exposure, guideline_version },
        ...(names ? { person_id, name: names.get(person_id) ?? null, at } : { person_id: null, name: null, at: null }),
      })),
  }))
}

type Distance = Parameters<typeof campsOf>[1]

/** @throws Refusal NOT_FOUND, CONFLICT where the caller is about to judge the item as a reviewer */
export const getDispute = async (view: View, input: z.output<(typeof contract.getDispute)['input']>) => {
  const { project_id, task_id } = input
  const [task] = await tasksShown(view.db, project_id, [task_id])
  if (task?.stage !== 'adjudicate') throw new Refusal('NOT_FOUND', 'no such dispute')
  const { prediction_id } = task
  if (await holdsReview(view, project_id, prediction_id)) {
    throw new Refusal('CONFLICT', 'you hold this item for review: judge it, or pass it on, first')
  }
  const [{ kind_rules }, decided, judgements, comments, [standing]] = await Promise.all([
    projectWithGuideline(view, project_id),
    store.isOver(view.db, project_id, task_id),
    judgementsInForce(view.db, project_id, [prediction_id]),
    commentsOn(view.db, project_id, prediction_id),
    standingOf(view.db, project_id, [prediction_id]),
  ])
  const said = judgements.filter(each => each.stage === 'review')
  const answers = [...new Set(said.map(each => canonical(each.answer)))]
  const [rows, names] = await Promise.all([
    answers.length > 1 ? store.earlierBetween(view.db, { project_id, prediction_id, answers }) : [],
    decided ? store.namesOf(view.db, [...new Set(said.map(each => each.person_id))]) : undefined,
  ])
  const { external_id, input: item, metadata, occurred_at, model, answer, scores, confidence, reason } = task
  return {
    ...{ task_id, prediction_id, reason, external_id, input: item, metadata, model, answer, scores, confidence },
    occurred_at: occurred_at?.toISOString() ?? null,
    decided,
    sides: sidesOf(task_id, said, names, kind_rules.distance),
    comments: decided ? comments : comments.map(each => ({ ...each, person_id: null, name: null })),
    earlier: earlierOf(rows),
    resolution: decided ? (standing ?? null) : null,
  }
}
