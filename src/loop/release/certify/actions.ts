import { hash } from 'node:crypto'
import type * as z from 'zod'
import { canonical } from '../../../ledger/canonical.ts'
import type { Ctx, Event, View } from '../../../ledger/context.ts'
import { entriesOf } from '../../../ledger/index.ts'
import { cover, newProof, record } from '../../../ledger/record.ts'
import { Refusal } from '../../../platform/errors.ts'
import { uuidv7 } from '../../../platform/uuid.ts'
import { projectWithGuideline } from '../../../projects/index.ts'
import { auditDraw, type Certified, holdsOf, type PolicyVersion, policies } from '../../triage/index.ts'
import type * as contract from '../contract.ts'
import { liveOf } from '../replace.ts'
import { lockReleases, releaseInForce } from '../store.ts'
import { auditLine, type CertificateRow, certificateLine, expiryLine } from './lines.ts'
import { type Audited, certify, evenly, gridOf } from './rules.ts'
import * as store from './store.ts'

type Input<E extends { input: z.ZodType }> = z.output<E['input']>

/** How much recent traffic the thresholds and the coverage are taken from. */
const RECENT_predictions = 2000
const DAY_ms = 86_400_000

/**
 * The random audits of a model that speak for the policy in force: those of versions that held the same answers back,
 * thinned to one share. What is sent to people for being doubtful never counts, for it resembles nothing but itself.
 */
const sampleOf = async (ctx: Ctx, { project_id, model }: { project_id: string; model: string }) => {
  const versions = await policies(ctx.db, project_id)
  const [policy] = versions
  if (!policy) throw new Refusal('CONFLICT', 'nothing has been predicted or audited yet')
  const alike = new Map(versions.filter(each => holdsOf(each) === holdsOf(policy)).map(each => [each.version, each]))
  const since = policy.suspended?.at ?? null
  const rows = await store.auditsOf(ctx.db, { project_id, model, versions: [...alike.keys()], since })
  const { kind_rules } = await projectWithGuideline(ctx, project_id)
  const answered = rows.flatMap((row): (Audited & { automated: boolean })[] => {
    const { policy_version, said, answer, resolution_id, ...rest } = row
    const { audit_share, automate } = (alike.get(policy_version) as PolicyVersion).policy
    if (resolution_id === null) return []
    const correct = kind_rules.distance(said, answer) === 0
    const draw = auditDraw(project_id, row.prediction_id)
    return [{ ...rest, resolution_id, correct, draw, audit_share, automated: automate !== undefined }]
  })
  // Where a certificate held back what is below its threshold, nothing below it was audited.
  const truncated = answered.some(each => each.automated)
  const floor = (truncated ? await store.strictest(ctx.db, project_id, model) : null) ?? 0
  return { policy, audits: evenly(answered), pending: rows.length - answered.length, floor }
}

type Ending = { project_id: string; why: string; because: string[]; those: (certificate: store.Valid) => boolean }

/** Ends certificates that hold, each as a fact of its own. */
export const expire = async (ctx: Ctx, { project_id, why, because, those }: Ending): Promise<void> => {
  const at = ctx.now.toISOString()
  for (const each of await store.validCertificates(ctx.db, { project_id, model: null, now: at })) {
    if (!those(each)) continue
    const row = { project_id, certificate_id: each.id, why, at }
    const proof = newProof(ctx)
    if (!(await store.insertExpiry(ctx.db, { ...row, proof }))) continue
    const payload = { certificate_id: each.id, model: each.model, why }
    const lines = { expiry: [expiryLine(row)] }
    record(ctx, { project_id, action: 'certificate.expired', because: [each.proof, ...because], payload, lines }, proof)
  }
}

const write = async (ctx: Ctx, row: CertificateRow, because: string[]): Promise<contract.Certificate> => {
  const { project_id, id, model, threshold, n, k, alpha, delta, audits, data_root, grid_hash, needed } = row
  const proof = newProof(ctx)
  const action = threshold === null ? 'certificate.refused' : 'certificate.issued'
  const payload = { certificate_id: id, model, threshold, n, k, alpha, delta, audits, data_root, grid_hash, needed }
  record(ctx, { project_id, action, because, payload, lines: { certificate: [certificateLine(row)] } }, proof)
  await store.insertCertificate(ctx.db, { ...row, proof })
  const { project_id: _, ...certificate } = row
  return { ...certificate, state: threshold === null ? 'refused' : 'valid', why: null, proof }
}

/**
 * Certifies from random audits above which confidence a model's answers may be given without a person.
 * @throws Refusal INVALID where no model is named and none of ours answers
 */
export const certifyModel = async (ctx: Ctx, input: Input<typeof contract.certifyModel>) => {
  const { project_id, alpha, delta, days } = input
  await lockReleases(ctx.db, project_id)
  const release = await releaseInForce(ctx.db, project_id)
  const model = input.model ?? (release ? liveOf(release) : null)
  if (model === null) {
    const expected = 'the name of the model: none of ours answers'
    throw new Refusal('INVALID', `model: ${expected}`, { field: 'model', expected })
  }
  const { policy, audits, pending, floor } = await sampleOf(ctx, { project_id, model })
  const traffic = await store.recentConfidences(ctx.db, { project_id, model, limit: RECENT_predictions })
  const grid = gridOf(
    traffic.filter(confidence => confidence !== null),
    floor,
  )
  const found = certify(audits, { alpha, delta, traffic, grid })
  const data = cover(audits.map(auditLine))
  const expires_at = days === undefined ? null : new Date(ctx.now.getTime() + days * DAY_ms).toISOString()
  const about = { id: uuidv7(ctx.now.getTime()), model, release_id: release?.id ?? null }
  const row = {
    ...{ project_id, ...about, policy_version: policy.version, holds: holdsOf(policy), alpha, delta, ...found },
    ...{ audits: data.count, pending, data_root: data.root, grid_hash: hash('sha256', canonical(grid)) },
    ...{ traffic: traffic.length, expires_at, at: ctx.now.toISOString() },
  }
  const rests_on = [release?.proof, policy.proof, policy.suspended?.proof].filter(proof => proof !== undefined)
  const issued = await write(ctx, row, rests_on)
  if (issued.state === 'valid') {
    const those = (each: store.Valid) => each.model === model && each.id !== issued.id
    await expire(ctx, { project_id, why: 'a newer certificate took its place', because: [issued.proof], those })
  }
  return issued
}

/** What is certified of a model whose answer is about to be given. */
export const certifiedOf = async (view: View, project_id: string, model: string): Promise<Certified> => {
  const [valid] = await store.validCertificates(view.db, { project_id, model, now: view.now.toISOString() })
  return valid ? { threshold: valid.threshold, holds: valid.holds } : null
}

/**
 * Hears what a certificate does not survive: another policy that holds back other answers, a strategy suspended, an
 * alarm of drift. What was certified after that stays.
 */
export const hearChange = async (ctx: Ctx, events: Event[]): Promise<void> => {
  const project_id = events[0]?.project_id as string
  const ids = events.map(event => event.entry_id)
  const [policy] = await policies(ctx.db, project_id, 1)
  for (const { id, at, action, payload } of await entriesOf(ctx.db, project_id, ids)) {
    const { model } = JSON.parse(payload) as { model?: string }
    const drift = action === 'drift.alarmed'
    const those = (each: store.Valid) =>
      drift
        ? each.at.toISOString() <= at && (model === undefined || model === each.model)
        : policy !== undefined && each.holds !== holdsOf(policy)
    const why = drift ? 'an alarm of drift' : 'the policy holds back other answers than before'
    await expire(ctx, { project_id, why, because: [id], those })
  }
}

export const pageOf = async (view: View, input: Input<typeof contract.listCertificates>) => {
  const { project_id, limit, after = null } = input
  const page = { project_id, limit, after, now: view.now.toISOString() }
  const certificates = await store.pageOfCertificates(view.db, page)
  return { certificates, next: certificates.length === limit ? (certificates.at(-1)?.id ?? null) : null }
}
