import type * as z from 'zod'
import type { Kind } from '../../kinds/index.ts'
import type { Ctx, Event, View } from '../../ledger/context.ts'
import { entriesOf } from '../../ledger/index.ts'
import { record } from '../../ledger/record.ts'
import { actingPerson } from '../../people/index.ts'
import { Refusal } from '../../platform/errors.ts'
import { uuidv7 } from '../../platform/uuid.ts'
import { projectWithGuideline } from '../../projects/index.ts'
import { answerOf, checkFit } from '../ingest/index.ts'
import { askAdjudicator, closeTies, judgementsInForce, pageInSight, withheld } from '../review/index.ts'
import type * as contract from './contract.ts'
import { type ResolutionRow, resolutionLine } from './lines.ts'
import { agree, type Camp, type Decision, decide, settle, successor } from './rules.ts'
import * as store from './store.ts'

/** A decision about to become the resolution of a prediction. */
type Draft = Decision & {
  prediction_id: string
  reason: string | null
  supersedes: contract.Resolution | undefined
  because: string[]
}

/** Records each decision as a fact of its own, so that its provenance is its own too. */
const resolve = async (ctx: Ctx, project_id: string, drafts: Draft[]) => {
  const at = ctx.now.toISOString()
  const rows = drafts.map(({ because, supersedes, ...draft }): ResolutionRow & { proof: string } => {
    const row = { project_id, id: uuidv7(ctx.now.getTime()), ...draft, supersedes: supersedes?.id ?? null, at }
    const payload = { resolution_id: row.id, prediction_id: draft.prediction_id, how: draft.how }
    const lines = { resolution: [resolutionLine(row)] }
    return { ...row, proof: record(ctx, { project_id, action: 'resolution.made', because, payload, lines }) }
  })
  await store.insertResolutions(ctx.db, project_id, rows)
  return rows.map(({ project_id: _, ...row }) => ({ ...row, stands: true }))
}

const reasonOf = (camps: Camp[], kind: Kind): string =>
  `reviewers disagree: ${camps.map(camp => `${camp.judgements.length} ${kind.words(camp.answer)}`).join(', ')}`

/** Which entries were heard of each prediction. */
const heardOf = async (ctx: Ctx, project_id: string, events: Event[]): Promise<Map<string, string[]>> => {
  const ids = events.map(event => event.entry_id)
  const heard = new Map<string, string[]>()
  for (const { id, payload } of await entriesOf(ctx.db, project_id, ids)) {
    const { prediction_id } = JSON.parse(payload) as { prediction_id: string }
    heard.set(prediction_id, [...(heard.get(prediction_id) ?? []), id])
  }
  return heard
}

/**
 * Hears of judgements given and withdrawn, and settles their predictions by what is in force now. Under the lock two
 * hearers cannot settle by different halves of the truth; whoever comes second finds nothing left to do.
 */
export const hearJudged = async (ctx: Ctx, events: Event[]): Promise<void> => {
  const project_id = events[0]?.project_id as string
  const heard = await heardOf(ctx, project_id, events)
  const prediction_ids = [...heard.keys()]
  const { kind_rules } = await projectWithGuideline(ctx, project_id)
  await store.lockSettling(ctx.db, project_id)
  const [resolutions, judgements] = await Promise.all([
    store.standingOf(ctx.db, project_id, prediction_ids),
    judgementsInForce(ctx.db, project_id, prediction_ids),
  ])
  const standing = new Map(resolutions.map(each => [each.prediction_id, each]))
  const given = Map.groupBy(judgements, each => each.prediction_id)
  const drafts: Draft[] = []
  const settled = new Map<string, string[]>()
  for (const prediction_id of prediction_ids) {
    const said = given.get(prediction_id) ?? []
    const before = standing.get(prediction_id)
    const outcome = settle(said, kind_rules.distance)
    const proofs = said.map(each => each.proof)
    if (outcome.state === 'tie' && before?.how !== 'overruled') {
      const reason = reasonOf(outcome.camps, kind_rules)
      await askAdjudicator(ctx, { project_id, prediction_id, reason, because: proofs })
    }
    if (outcome.state === 'settled') settled.set(prediction_id, proofs)
    const decision = successor(before, outcome)
    if (!decision) continue
    // What was withdrawn is no basis any more; what rests on the withdrawal is that nothing stands.
    const withdrawn = before ? [before.proof, ...(heard.get(prediction_id) ?? [])] : []
    const because = decision.how === 'withdrawn' ? withdrawn : proofs
    drafts.push({ ...decision, prediction_id, reason: null, supersedes: before, because })
  }
  if (drafts.length > 0) await resolve(ctx, project_id, drafts)
  await closeTies(ctx, project_id, settled)
}

/**
 * Puts an adjudicator's answer in place of the one that stands.
 * @throws Refusal INVALID, NOT_FOUND, STALE (it stands no more), FORBIDDEN (it was their own), CONFLICT
 */
export const overrule = async (ctx: Ctx, input: z.output<(typeof contract.overruleResolution)['input']>) => {
  const { project_id, resolution_id, reason } = input
  const person_id = actingPerson(ctx)
  const project = await projectWithGuideline(ctx, project_id)
  const { kind_rules } = project
  const answer = answerOf(project, input.answer)
  await store.lockSettling(ctx.db, project_id)
  const [before] = await store.resolutionsOf(ctx.db, project_id, [resolution_id])
  if (!before) throw new Refusal('NOT_FOUND', 'no such resolution')
  if (!before.stands) throw new Refusal('STALE', 'another resolution stands for this prediction by now')
  if (before.how === 'withdrawn') throw new Refusal('CONFLICT', 'nothing stands: the prediction is being judged again')
  if (before.decided_by === person_id) throw new Refusal('FORBIDDEN', 'you decided this alone: somebody else must look')
  if (agree(kind_rules.distance, before.answer, answer)) throw new Refusal('CONFLICT', 'this answer stands already')
  const { prediction_id } = before
  await checkFit(ctx, project, { prediction_id, answer })
  const said = await judgementsInForce(ctx.db, project_id, [prediction_id])
  const decision = decide(said, kind_rules.distance, { how: 'overruled', answer, decided_by: person_id })
  const because = [before.proof, ...said.map(each => each.proof)]
  const [made] = await resolve(ctx, project_id, [{ ...decision, prediction_id, reason, supersedes: before, because }])
  return made as contract.Resolution
}

/** What is told of a resolution to who may have to judge the same alone: that it is there, and how it came about. */
const HIDDEN = { answer: null, judgements: [], dissent: [], decided_by: null, reason: null, said: [], hidden: true }

/** The resolution in force of a prediction, with the judgements in force. @throws Refusal NOT_FOUND */
export const resolutionOf = async (
  view: View,
  { project_id, prediction_id }: z.output<(typeof contract.getResolution)['input']>,
) => {
  const [standing] = await store.standingOf(view.db, project_id, [prediction_id])
  if (!standing) throw new Refusal('NOT_FOUND', 'this prediction has no resolution yet')
  if ((await withheld(view, project_id, [prediction_id])).size > 0) return { ...standing, ...HIDDEN }
  const said = await judgementsInForce(view.db, project_id, [prediction_id])
  return { ...standing, said: said.map(({ stage: _stage, wanted: _wanted, ...judgement }) => judgement), hidden: false }
}

/** A page of resolutions, without those of what the caller may still have to judge alone. */
export const listResolutions = async (view: View, input: z.output<(typeof contract.listResolutions)['input']>) => {
  const { project_id, limit, how = null, all } = input
  const { rows: resolutions, next } = await pageInSight(view, input, after =>
    store.pageOfResolutions(view.db, { project_id, limit, after, how, all: all === 'true' }),
  )
  return { resolutions, next }
}
