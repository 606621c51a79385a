import type * as z from 'zod'
import type { View } from '../../../ledger/context.ts'
import { releaseInForce } from '../../release/index.ts'
import { policies } from '../../triage/index.ts'
import { rateInWords, rateOf } from '../rules.ts'
import { countPredictions, sample } from '../store.ts'
import { boundedWindow } from '../window.ts'
import type * as contract from './contract.ts'
import { attentionOf, waitingOf } from './rules.ts'
import * as store from './store.ts'

const WINDOW_days = 1
const ERRORS_days = 28

type Input<E extends { input: z.ZodType }> = z.output<E['input']>

/** The error rate of the four weeks before the end of a window. */
const errorsUntil = async (view: View, { project_id, until }: { project_id: string; until: string }) => {
  const window = boundedWindow({ project_id, until }, view.now, ERRORS_days)
  const asked = { ...window, model: null }
  const [strata, predictions] = await Promise.all([
    sample(view.db, { ...asked, by: null, part_seconds: null }),
    countPredictions(view.db, asked),
  ])
  const rate = rateOf(strata, { predictions })
  const { checked, error_rate } = rate
  const sentence = rateInWords(rate, 'the predictions of four weeks')
  return { since: window.since, until: window.until, checked, error_rate, sentence }
}

/** The release in force, and the newest certificate of the model that it makes answer. */
const automationOf = async (view: View, project_id: string) => {
  const release = await releaseInForce(view.db, project_id)
  const of = { project_id, model: release?.model ?? null, now: view.now }
  return { release, certificate: await store.newestCertificate(view.db, of) }
}

const iso = (at: Date) => at.toISOString()

/** JSON made in the database writes the zone in another way. */
const evaluationOf = (found: store.Found | null) => found && { ...found, at: iso(new Date(found.at)) }

/** Where the loop stands. */
export const overviewOf = async (view: View, input: Input<typeof contract.getOverview>) => {
  const { project_id } = input
  const window = boundedWindow(input, view.now, WINDOW_days)
  const { db, now } = view
  const [counts, waiting, dataset, model, candidate, automation, error_rate, failed, [policy]] = await Promise.all([
    store.countsIn(db, window),
    store.waitingTasks(db, project_id, now),
    store.newestDataset(db, project_id),
    store.newestModel(db, project_id),
    store.candidateOf(db, project_id),
    automationOf(view, project_id),
    errorsUntil(view, window),
    store.failures(db, project_id),
    policies(db, project_id, 1),
  ])
  const { release, certificate } = automation
  const situation = { now, waiting, certificate, policy: policy?.policy, suspended: policy?.suspended ?? null }
  return {
    ...{ since: window.since, until: window.until },
    ...(counts as NonNullable<typeof counts>),
    waiting: waitingOf(waiting),
    dataset: dataset ? { ...dataset, at: iso(dataset.at) } : null,
    model: model ? { ...model, at: iso(model.at), evaluation: evaluationOf(model.evaluation) } : null,
    candidate: candidate ?? null,
    release: release
      ? { id: release.id, model: release.model, mode: release.mode, share: release.share, at: release.at }
      : null,
    certificate:
      certificate && certificate.why === null
        ? {
            ...{ id: certificate.id, model: certificate.model, threshold: certificate.threshold },
            expires_at: certificate.expires_at?.toISOString() ?? null,
          }
        : null,
    error_rate,
    attention: attentionOf({ ...situation, failed: failed as NonNullable<typeof failed> }),
  }
}
