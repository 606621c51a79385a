import type * as z from 'zod'
import { kindOf } from '../kinds/index.ts'
import type { Ctx, View } from '../ledger/context.ts'
import { newProof, record } from '../ledger/record.ts'
import { putMember } from '../people/index.ts'
import { Refusal } from '../platform/errors.ts'
import type {
  createProject as createProjectEndpoint,
  Guideline,
  guidelineInput,
  Project,
  putGuideline,
} from './contract.ts'
import { guidelineLine, projectLine } from './lines.ts'
import * as store from './store.ts'

type NewProject = z.output<(typeof createProjectEndpoint)['input']>

const writeGuideline = async (
  ctx: Ctx,
  { project_id, version, content }: { project_id: string; version: number; content: z.output<typeof guidelineInput> },
): Promise<Guideline> => {
  const guideline = { version, ...content, at: ctx.now.toISOString() }
  const proof = newProof(ctx)
  const lines = { guideline: [guidelineLine({ project_id, ...guideline })] }
  record(ctx, { project_id, action: 'guideline.written', payload: { version }, lines }, proof)
  await store.insertGuideline(ctx.db, { project_id, ...guideline, proof })
  return guideline
}

/** Makes a project; who makes it becomes its admin. */
export const createProject = async (ctx: Ctx, input: NewProject): Promise<Project> => {
  const { project_id, title, guideline } = input
  const { name: kind } = kindOf(input.kind)
  if (await store.projectOf(ctx.db, project_id)) {
    throw new Refusal('CONFLICT', `there is a project "${project_id}" already`, { field: 'project_id' })
  }
  const project = { project_id, title, kind, created_at: ctx.now.toISOString() }
  const proof = newProof(ctx)
  const lines = { project: [projectLine(project)] }
  record(ctx, { project_id, action: 'project.created', payload: { title }, lines }, proof)
  await store.insertProject(ctx.db, { ...project, proof })
  if (ctx.actor.startsWith('person:')) {
    await putMember(ctx.db, { project_id, person_id: ctx.actor.slice('person:'.length), role: 'admin' })
  }
  await writeGuideline(ctx, { project_id, version: 1, content: guideline })
  return project
}

/** The project and the guideline in force. @throws Refusal NOT_FOUND */
export const projectWithGuideline = async (view: View, project_id: string) => {
  const found = await store.projectWithGuideline(view.db, project_id)
  if (!found) throw new Refusal('NOT_FOUND', 'no such project')
  return { ...found, kind_rules: kindOf(found.kind) }
}

/** Writes the next version; two editors cannot overwrite each other unseen. */
export const reviseGuideline = async (ctx: Ctx, input: z.output<(typeof putGuideline)['input']>) => {
  const { project_id, replaces, ...content } = input
  const { guideline: current } = await projectWithGuideline(ctx, project_id)
  if (current.version !== replaces) {
    throw new Refusal('STALE', 'the guideline was changed since you read it', {
      field: 'replaces',
      expected: String(current.version),
    })
  }
  return writeGuideline(ctx, { project_id, version: replaces + 1, content })
}
