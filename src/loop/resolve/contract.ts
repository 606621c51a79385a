import * as z from 'zod'
import { endpoint, pageInput, projectId } from '../../platform/endpoint.ts'
import { judgement } from '../review/contract.ts'

export const HOW = ['single', 'consensus', 'adjudicated', 'overruled', 'withdrawn'] as const

/** The answer the loop stands by for a prediction, and how it came about. */
export const resolution = z.object({
  id: z.uuid(),
  prediction_id: z.uuid(),
  /** Null where the judgements were withdrawn: nothing stands. */
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
  output: resolution.extend({ said: z.array(judgement) }),
})

export const listResolutions = endpoint({
  name: 'listResolutions',
  method: 'GET',
  path: '/api/projects/{project_id}/resolutions',
  may: 'read',
  summary: 'Resolutions, newest first; superseded ones too with `all=true`',
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
