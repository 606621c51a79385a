import * as z from 'zod'
import { endpoint, nameText, pageInput, projectId } from '../../platform/endpoint.ts'
import { claimedTask, comment, judgement } from '../review/contract.ts'

export const HOW = ['single', 'consensus', 'adjudicated', 'undecidable', 'overruled', 'bulk', 'withdrawn'] as const

/** The answer the loop stands by for a prediction, and how it came about. */
export const resolution = z.object({
  id: z.uuid(),
  prediction_id: z.uuid(),
  /** Null where the judgements were withdrawn, or an adjudicator found that it cannot be decided: nothing stands. */
  answer: z.unknown(),
  how: z.enum(HOW),
  /** Those that gave this answer. */
  judgements: z.array(z.uuid()),
  /** What else was said, the most frequent first. */
  dissent: z.array(z.object({ answer: z.unknown(), judgements: z.array(z.uuid()) })),
  /** Who decided alone: the only reviewer, the adjudicator, who overruled. */
  decided_by: z.uuid().nullable(),
  reason: z.string().nullable(),
  supersedes: z.uuid().nullable(),
  /** Whether it is in force. */
  stands: z.boolean(),
  at: z.iso.datetime(),
  proof: z.uuid(),
})
export type Resolution = z.output<typeof resolution>

export const getResolution = endpoint({
  name: 'getResolution',
  method: 'GET',
  path: '/api/projects/{project_id}/predictions/{prediction_id}/resolution',
  may: 'read',
  summary: 'The resolution in force for a prediction, and what people say of it',
  input: z.strictObject({ project_id: projectId, prediction_id: z.uuid() }),
  output: resolution.extend({
    /** Judgements in force. Where `hidden`, neither these nor the answer: the caller may have to judge it alone. */
    said: z.array(judgement),
    hidden: z.boolean(),
  }),
})

export const listResolutions = endpoint({
  name: 'listResolutions',
  method: 'GET',
  path: '/api/projects/{project_id}/resolutions',
  may: 'read',
  summary:
    'Resolutions, newest first, superseded ones too with `all=true`; without those the caller may have to judge alone',
  input: z.strictObject({
    project_id: projectId,
    ...pageInput,
    how: z.enum(HOW).optional(),
    all: z.enum(['true', 'false']).default('false'),
  }),
  output: z.object({ resolutions: z.array(resolution), next: z.uuid().nullable() }),
})

export const overruleResolution = endpoint({
  name: 'overruleResolution',
  method: 'POST',
  path: '/api/projects/{project_id}/resolutions/{resolution_id}/overrule',
  may: 'adjudicate',
  summary: 'Put another answer in place of the one that stands; whoever decided that one alone cannot',
  input: z.strictObject({
    project_id: projectId,
    resolution_id: z.uuid(),
    answer: z.unknown(),
    reason: z.string().trim().min(1).max(20_000),
  }),
  output: resolution,
  status: 201,
})

/** One answer in a dispute, and who gave it. Who and when is null until somebody has decided. */
const side = z.object({
  answer: z.unknown(),
  judgements: z.array(
    judgement
      .pick({ category: true, rationale: true, seconds: true, exposure: true, guideline_version: true })
      .extend({ person_id: z.uuid().nullable(), name: z.string().nullable(), at: z.iso.datetime().nullable() }),
  ),
})

/** An earlier dispute between the same answers. */
const earlier = z.object({
  prediction_id: z.uuid(),
  external_id: z.string(),
  /** The first 200 characters. */
  text: z.string(),
  answer: z.unknown(),
  how: z.enum(['adjudicated', 'undecidable']),
  at: z.iso.datetime(),
})

/** What an adjudicator decides by: the sides in an order that says nothing, without names. */
export const dispute = claimedTask
  .pick({
    ...{ task_id: true, prediction_id: true, reason: true, external_id: true, input: true, metadata: true },
    ...{ occurred_at: true, model: true, answer: true, scores: true, confidence: true },
  })
  .extend({
    decided: z.boolean(),
    sides: z.array(side),
    comments: z.array(comment),
    /** Among the last thousand disputes: how many were between these answers, how they ended, and the newest five. */
    earlier: z.object({
      count: z.int(),
      outcomes: z.array(z.object({ answer: z.unknown(), how: earlier.shape.how, count: z.int() })),
      cases: z.array(earlier),
    }),
    /** What stands, once it is decided. */
    resolution: resolution.nullable(),
  })
export type Dispute = z.output<typeof dispute>

export const getDispute = endpoint({
  name: 'getDispute',
  method: 'GET',
  path: '/api/projects/{project_id}/tasks/{task_id}/dispute',
  may: 'adjudicate',
  summary: 'What an adjudicator decides by: who said what is told once it is decided',
  input: z.strictObject({ project_id: projectId, task_id: z.uuid() }),
  output: dispute,
})

/** Which predictions a bulk is about; what is left out is any. Texts are compared as they stand, not as patterns. */
export const bulkFilter = z.strictObject({
  contains: z.string().min(1).max(200).optional(),
  model: nameText.optional(),
  /** What the model answered. */
  was: z.string().max(1000).optional(),
  /** What stands now. */
  answer: z.string().max(1000).optional(),
  state: z.enum(['resolved', 'unresolved']).optional(),
  /** What a judgement in force names as the cause. */
  category: z.string().max(200).optional(),
})
export type BulkFilter = z.output<typeof bulkFilter>

const bulkAsked = { project_id: projectId, filter: bulkFilter, answer: z.unknown() }
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'the digest of a preview')

export const previewBulk = endpoint({
  name: 'previewBulk',
  method: 'POST',
  path: '/api/projects/{project_id}/bulks/preview',
  may: 'adjudicate',
  summary: 'What one answer for all predictions that a filter finds would change; at most 10,000 may be found',
  input: z.strictObject(bulkAsked),
  output: z.object({
    /** Found by the filter; what is under blind review just now never is. */
    items: z.int(),
    /** Of those, how many get another answer than they have now. */
    changing: z.int(),
    unchanged: z.int(),
    /**
     * Left alone, since figures rest on a look at each: those that chance chose for a blind audit, and those on which
     * models are measured.
     */
    audited: z.int(),
    held_out: z.int(),
    /** Left alone, since the caller decided them alone: another must look at those. */
    yours: z.int(),
    /** The first fifty. */
    changes: z.array(
      z.object({
        prediction_id: z.uuid(),
        external_id: z.string(),
        /** The first 200 characters. */
        text: z.string(),
        /** What stands, or else what the model said. */
        from: z.unknown(),
        /** How `from` came to stand; null where it is the model's word. */
        how: z.enum(HOW).nullable(),
        to: z.unknown(),
      }),
    ),
    /** Of exactly this set of changes. */
    digest,
  }),
})

export const applyBulk = endpoint({
  name: 'applyBulk',
  method: 'POST',
  path: '/api/projects/{project_id}/bulks',
  may: 'adjudicate',
  summary: 'Do what was previewed, as one fact; refused (`STALE`) where it would change anything else by now',
  input: z.strictObject({ ...bulkAsked, digest, reason: z.string().trim().min(1).max(20_000) }),
  output: z.object({ bulk_id: z.uuid(), applied: z.int(), proof: z.uuid() }),
  status: 201,
})

export const undoBulk = endpoint({
  name: 'undoBulk',
  method: 'POST',
  path: '/api/projects/{project_id}/bulks/{bulk_id}/undo',
  may: 'adjudicate',
  summary: 'Put back what stood before a bulk, but for what was decided anew since',
  input: z.strictObject({ project_id: projectId, bulk_id: z.uuid(), reason: z.string().max(20_000).default('') }),
  output: z.object({ bulk_id: z.uuid(), undone: z.int(), changed_since: z.int(), proof: z.uuid() }),
  status: 201,
})

export const bulk = z.object({
  id: z.uuid(),
  filter: bulkFilter,
  answer: z.unknown(),
  reason: z.string(),
  items: z.int(),
  person_id: z.uuid(),
  undone: z.boolean(),
  at: z.iso.datetime(),
  proof: z.uuid(),
})
export type Bulk = z.output<typeof bulk>

export const listBulks = endpoint({
  name: 'listBulks',
  method: 'GET',
  path: '/api/projects/{project_id}/bulks',
  may: 'read',
  summary: 'What was answered in bulk, newest first',
  input: z.strictObject({ project_id: projectId, ...pageInput }),
  output: z.object({ bulks: z.array(bulk), next: z.uuid().nullable() }),
})
