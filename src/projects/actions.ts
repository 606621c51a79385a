import type * as z from 'zod'
import { type Kind, kindOf } from '../kinds/index.ts'
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

type Content = Omit<Guideline, 'version' | 'at'>

/** The guideline as its kind understands it, with the settings that were left out. @throws Refusal naming the field */
const contentOf = (kind: Kind, input: z.output<typeof guidelineInput>, under = ''): Content => {
  const { labels, settings = {} } = input
  const refuse = (place: string, expected: string) => {
    const field = `${under}${place}`
    return new Refusal('INVALID', `${field}: ${expected}`, { field, expected })
  }
  if (kind.labels_min === 0 && labels.length > 0) throw refuse('labels', `none: "${kind.name}" has no labels`)
  if (labels.length < kind.labels_min) throw refuse('labels', `${kind.labels_min} or more`)
  const read = kind.settings.safeParse(settings)
  if (read.success) return { ...input, settings: read.data as Content['settings'] }
  const [issue] = read.error.issues as [z.core.$ZodIssue]
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] as string] : issue.path
  throw refuse(['settings', ...path.map(String)].join('.'), issue.message)
}

type NewGuideline = { project_id: string; version: number; content: Content; reason?: string | undefined }

const writeGuideline = async (ctx: Ctx, { project_id, version, content, reason }: NewGuideline): Promise<Guideline> => {
  const guideline = { version, ...content, at: ctx.now.toISOString() }
  const proof = newProof(ctx)
  const lines = { guideline: [guidelineLine({ project_id, ...guideline })] }
  const payload = { version, ...(reason && { reason }) }
  record(ctx, { project_id, action: 'guideline.written', payload, lines }, proof)
  await store.insertGuideline(ctx.db, { project_id, ...guideline, proof })
  return guideline
}

/** Makes a project; who makes it becomes its admin. */
export const createProject = async (ctx: Ctx, input: NewProject): Promise<Project> => {
  const { project_id, title, guideline } = input
  const kind_rules = kindOf(input.kind)
  const { name: kind } = kind_rules
  const content = contentOf(kind_rules, guideline, 'guideline.')
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
  await writeGuideline(ctx, { project_id, version: 1, content })
  return project
}

/** A project with the guideline in force and the rules of its kind. */
export type InForce = Project & { guideline: Guideline; kind_rules: Kind }

/** The project and the guideline in force. @throws Refusal NOT_FOUND */
export const projectWithGuideline = async (view: View, project_id: string): Promise<InForce> => {
  const found = await store.projectWithGuideline(view.db, project_id)
  if (!found) throw new Refusal('NOT_FOUND', 'no such project')
  return { ...found, kind_rules: kindOf(found.kind) }
}

/** Writes the next version; two editors cannot overwrite each other unseen. */
export const reviseGuideline = async (ctx: Ctx, input: z.output<(typeof putGuideline)['input']>) => {
  const { project_id, replaces, reason, ...written } = input
  const { guideline: current, kind_rules } = await projectWithGuideline(ctx, project_id)
  if (current.version !== replaces) {
    throw new Refusal('STALE', 'the guideline was changed since you read it', {
      field: 'replaces',
      expected: String(current.version),
    })
  }
  const content = contentOf(kind_rules, written)
  const moved = kind_rules.settled.find(name => content.settings[name] !== current.settings[name])
  if (moved !== undefined) {
    const [field, expected] = [`settings.${moved}`, JSON.stringify(current.settings[moved])]
    throw new Refusal('INVALID', `${field}: answers are kept in this way, so it stays ${expected}`, { field, expected })
  }
  return writeGuideline(ctx, { project_id, version: replaces + 1, content, reason })
}
