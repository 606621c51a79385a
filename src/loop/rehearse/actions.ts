import { setImmediate as turn } from 'node:timers/promises'
import type * as z from 'zod'
import type { View } from '../../ledger/context.ts'
import { type InForce, projectWithGuideline } from '../../projects/index.ts'
import { type Prediction, predictionsWithItems } from '../ingest/index.ts'
import {
  auditDraw,
  type CompiledPolicy,
  candidatesOf,
  compileDraft,
  compilePolicy,
  decide,
  factsOf,
  policies,
  scoresOf,
  thresholdOf,
} from '../triage/index.ts'
import type { tryPolicy as contract, Rehearsal } from './contract.ts'
import { changesOf, errorsOf, inWords, type Rehearsed, tallyOf } from './rules.ts'
import * as store from './store.ts'

/** How many predictions before others have their turn: conditions are asked on the thread of the server. */
const CHUNK_predictions = 200
const TEXT_characters = 200

/** The first characters of a text: cut between two of them, never within one. */
const beginningOf = (text: string): string =>
  Array.from(text.slice(0, 2 * TEXT_characters))
    .slice(0, TEXT_characters)
    .join('')

type Row = Awaited<ReturnType<typeof store.recent>>[number]

/** Predictions with their items, a chunk at a time, as they came. */
async function* chunksOf(view: View, project_id: string, rows: Row[]): AsyncGenerator<Prediction[]> {
  for (let from = 0; from < rows.length; from += CHUNK_predictions) {
    const ids = rows.slice(from, from + CHUNK_predictions).map(each => each.id)
    yield await predictionsWithItems(view.db, project_id, ids)
    await turn()
  }
}

/** How a policy ranks each prediction, and above which score it counts as uncertain for its model. */
const ranksOf = async (
  view: View,
  project_id: string,
  { compiled, rows }: { compiled: CompiledPolicy; rows: Row[] },
) => {
  const scores = new Map<string, number | null>()
  const { uncertain } = compiled.policy
  if (uncertain) {
    const with_others = uncertain.strategy === 'disagreement'
    for await (const predictions of chunksOf(view, project_id, rows)) {
      const found = scoresOf(compiled, await candidatesOf(view, project_id, { predictions, with_others }))
      for (const [n, { id }] of predictions.entries()) scores.set(id, found[n] ?? null)
    }
  }
  const thresholds = new Map<string, number | null>()
  for (const [model, theirs] of Map.groupBy(rows, each => each.model)) {
    const known = theirs.map(each => scores.get(each.id) ?? null).filter(score => score !== null)
    thresholds.set(model, thresholdOf(compiled.policy, known))
  }
  return { compiled, scores, thresholds }
}

type Ranked = Awaited<ReturnType<typeof ranksOf>>

const decideBy = ({ compiled, scores, thresholds }: Ranked, project_id: string, prediction: Prediction) => {
  const { id, model } = prediction
  const rank = { score: scores.get(id) ?? null, threshold: thresholds.get(model) ?? null }
  return decide(compiled, factsOf(prediction), { draw: auditDraw(project_id, id), ...rank })
}

const compileBoth = async (view: View, project: InForce, policy: z.output<(typeof contract)['input']>['policy']) => {
  const [current] = await policies(view.db, project.project_id, 1)
  const { kind_rules, guideline } = project
  return {
    draft: compileDraft(project, { version: (current?.version ?? 0) + 1, policy }),
    present: current && compilePolicy(current, kind_rules, guideline),
  }
}

/**
 * Tries a draft of the policy on recent predictions. Both policies decide anew, by the draws that are fixed for each
 * prediction; certificates and errata, which matter only where an answer is given at once, are left out.
 * @throws Refusal INVALID for a policy that cannot be asked
 */
export const tryPolicy = async (view: View, input: z.output<(typeof contract)['input']>): Promise<Rehearsal> => {
  const { project_id, policy, last } = input
  const project = await projectWithGuideline(view, project_id)
  const { draft, present } = await compileBoth(view, project, policy)
  const [rows, predictions_per_day, seconds_per_judgement] = await Promise.all([
    store.recent(view.db, project_id, last),
    store.predictionsPerDay(view.db, project_id, view.now.toISOString()),
    store.secondsPerJudgement(view.db, project_id),
  ])
  const by_draft = await ranksOf(view, project_id, { compiled: draft, rows })
  const by_present = present && (await ranksOf(view, project_id, { compiled: present, rows }))
  const found = new Map(rows.map(each => [each.id, each.found_with]))
  const rehearsed: Rehearsed[] = []
  for await (const predictions of chunksOf(view, project_id, rows)) {
    for (const each of predictions) {
      const about = {
        prediction_id: each.id,
        external_id: each.external_id,
        text: beginningOf(each.input.text),
      }
      rehearsed.push({
        ...about,
        draft: decideBy(by_draft, project_id, each),
        present: by_present && decideBy(by_present, project_id, each),
        found_with: found.get(each.id) ?? null,
      })
    }
  }
  const pace = { predictions_per_day, seconds_per_judgement }
  const both = rehearsed.flatMap(({ present, ...each }) => (present ? [{ ...each, present }] : []))
  const tried = {
    predictions: rehearsed.length,
    since: rows[0]?.at.toISOString() ?? null,
    until: rows.at(-1)?.at.toISOString() ?? null,
    policy_version: present?.version ?? null,
    draft: tallyOf(
      rehearsed.map(each => each.draft),
      pace,
    ),
    present: present
      ? tallyOf(
          both.map(each => each.present),
          pace,
        )
      : null,
    changes: present ? changesOf(both) : null,
    errors: present ? errorsOf(both) : null,
  }
  return { ...tried, sentence: inWords(tried) }
}
