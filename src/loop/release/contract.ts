import * as z from 'zod'
import { endpoint, moment, nameText, pageInput, projectId } from '../../platform/endpoint.ts'
import { itemInput } from '../ingest/contract.ts'

/** How a model's answers are used. */
export const MODES = {
  automated: 'the answer is given at once, except where triage sends it to people',
  assisted: 'as automated, but the answer is a suggestion: a person of the caller decides',
  reviewed: 'every answer is held until people have reviewed it',
  shadow: 'the model answers unseen; what answered before goes on answering',
  off: 'the stop button: nothing is given, everything goes to people',
} as const
export type Mode = keyof typeof MODES

const mode = z.enum(Object.keys(MODES) as [Mode])

/** What the gate found: the candidate may be worse by less than `margin`, with 97.5% certainty. */
const gate = z.object({
  baseline: z.string(),
  n: z.int(),
  estimate: z.number().nullable(),
  low: z.number(),
  high: z.number(),
  margin: z.number(),
})
export type Gate = z.infer<typeof gate>

export const release = z.object({
  id: z.uuid(),
  /** Null: the caller's own model. */
  model: z.string().nullable(),
  /** What answers the rest of the traffic. */
  fallback: z.string().nullable(),
  mode,
  share: z.number(),
  previous: z.uuid().nullable(),
  /** The release that this one brought back. */
  restores: z.uuid().nullable(),
  evaluation_id: z.uuid().nullable(),
  gate: gate.nullable(),
  reason: z.string(),
  at: z.iso.datetime(),
  /** When the next release took over; null for the one in force. */
  until: z.iso.datetime().nullable(),
  proof: z.uuid(),
})
export type Release = z.infer<typeof release>

const reason = z.string().trim().min(1).max(2000)

export const createRelease = endpoint({
  name: 'createRelease',
  method: 'POST',
  path: '/api/projects/{project_id}/releases',
  may: 'maintain',
  summary: 'Decide which model answers, how and for which share; a model that would answer must pass the gate',
  input: z.strictObject({
    project_id: projectId,
    /** Left out: the model pinned now. Null: the caller's own. */
    model: nameText.nullable().optional(),
    mode,
    /** Of items or, where they have a `group_key`, of groups. To raise it takes the model from nobody. */
    share: z.number().min(0).max(1).default(1),
    reason,
    /** Default: the newest evaluation of this model against the one it would replace. */
    evaluation_id: z.uuid().optional(),
    gate: z.strictObject({ margin: z.number().min(0).max(1) }).default({ margin: 0.01 }),
  }),
  output: release,
  status: 201,
})

export const rollBack = endpoint({
  name: 'rollBack',
  method: 'POST',
  path: '/api/projects/{project_id}/releases/rollback',
  may: 'maintain',
  summary: 'Bring back the release before the one in force; done again, the one before that',
  input: z.strictObject({ project_id: projectId, reason }),
  output: release,
  status: 201,
})

export const listReleases = endpoint({
  name: 'listReleases',
  method: 'GET',
  path: '/api/projects/{project_id}/releases',
  may: 'read',
  summary: 'Releases, newest first; with `at`, the one in force at that moment',
  input: z.strictObject({ project_id: projectId, ...pageInput, at: moment.optional() }),
  output: z.object({ releases: z.array(release), next: z.uuid().nullable() }),
})

export const getCurrentRelease = endpoint({
  name: 'getCurrentRelease',
  method: 'GET',
  path: '/api/projects/{project_id}/releases/current',
  may: 'read',
  summary: 'The release in force, or null before the first; and the one before it, to which a rollback goes',
  input: z.strictObject({ project_id: projectId }),
  output: z.object({ release: release.nullable(), before: release.nullable() }),
})

export const decided = z.object({
  prediction_id: z.uuid(),
  external_id: z.string(),
  /** What may be acted on; null where it is held. */
  answer: z.unknown(),
  /** Whether people decide first. */
  held: z.boolean(),
  /** In mode assisted: what to show the person who decides. */
  suggestion: z.unknown(),
  route: z.enum(['pass', 'rule', 'review']),
  reason: z.string(),
  inclusion_probability: z.number(),
  model: z.string(),
  /** Null, as `release_id`, before the first release. */
  mode: mode.nullable(),
  release_id: z.uuid().nullable(),
  proof: z.uuid(),
})
export type Decided = z.infer<typeof decided>

export const decide = endpoint({
  name: 'decide',
  method: 'POST',
  path: '/api/projects/{project_id}/decide',
  may: 'ingest',
  summary: 'Answer one item, or hold it for people; asked again for the same item, the first decision is given again',
  input: itemInput.extend({
    project_id: projectId,
    /**
     * What the caller's own model said. It answers where no model of ours does, and is kept beside it where one does.
     */
    prediction: z
      .strictObject({
        model: nameText,
        answer: z.unknown(),
        scores: z.unknown().optional(),
        confidence: z.number().min(0).max(1).optional(),
        novelty: z.number().min(0).max(1).optional(),
      })
      .optional(),
  }),
  output: decided,
})

/** What random audits prove of a model: above which confidence its answers may be given without a person. */
export const certificate = z.object({
  id: z.uuid(),
  model: z.string(),
  release_id: z.uuid().nullable(),
  policy_version: z.int(),
  /** Digest of what that policy keeps from being given: it speaks of the answers that are left, and of no others. */
  holds: z.string(),
  /** Among answers given at or above the threshold at most this share is wrong, with a certainty of 1 - delta. */
  alpha: z.number(),
  delta: z.number(),
  /** Of the confidence. Null: refused. */
  threshold: z.number().nullable(),
  /** Audits at or above the threshold, and errors among them. */
  n: z.int(),
  k: z.int(),
  p_value: z.number(),
  /** Audits with an answer that it rests on, and those that wait for one. */
  audits: z.int(),
  pending: z.int(),
  data_root: z.string(),
  grid_hash: z.string(),
  traffic: z.int(),
  /** The share of recent traffic at or above the threshold, 95% interval. */
  coverage: z.object({ estimate: z.number().nullable(), low: z.number(), high: z.number() }),
  /** About how many more audits it takes; 0 where it is issued, null where more of the same would not help. */
  needed: z.int().nullable(),
  expires_at: z.iso.datetime().nullable(),
  state: z.enum(['valid', 'expired', 'refused']),
  why: z.string().nullable(),
  at: z.iso.datetime(),
  proof: z.uuid(),
})
export type Certificate = z.infer<typeof certificate>

const risk = z.number().gt(0).max(0.5)

export const certifyModel = endpoint({
  name: 'certifyModel',
  method: 'POST',
  path: '/api/projects/{project_id}/certificates',
  may: 'maintain',
  summary: 'Certify from random audits above which confidence at most alpha of the answers are wrong, or say why not',
  input: z.strictObject({
    project_id: projectId,
    alpha: risk.default(0.02),
    delta: risk.default(0.05),
    /** Left out: the model whose answers are given. */
    model: nameText.optional(),
    /** How long it holds at most, even if nothing else ends it. */
    days: z.int().min(1).max(3650).optional(),
  }),
  output: certificate,
  status: 201,
})

export const listCertificates = endpoint({
  name: 'listCertificates',
  method: 'GET',
  path: '/api/projects/{project_id}/certificates',
  may: 'read',
  summary: 'Certificates, newest first, with what ended those that do not hold any more',
  input: z.strictObject({ project_id: projectId, ...pageInput }),
  output: z.object({ certificates: z.array(certificate), next: z.uuid().nullable() }),
})
