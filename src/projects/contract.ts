import * as z from 'zod'
import { endpoint, projectId } from '../platform/endpoint.ts'

const line = z.string().trim().min(1).max(200)

export const label = z.strictObject({ name: line, description: z.string().max(1000).optional() })

const named = <Item extends z.ZodType<{ name: string }>>(item: Item, min: number, max: number) =>
  z
    .array(item)
    .min(min)
    .max(max)
    .refine(list => new Set(list.map(each => each.name)).size === list.length, 'every name once')

/** What people are asked and how they are told to answer. */
export const guidelineInput = z.strictObject({
  question: line.default('What is right?'),
  /** Of kinds whose answers are made of labels; others have none. */
  labels: named(label, 0, 10_000).default([]),
  /** What the project's kind lets a guideline set. */
  settings: z.record(z.string(), z.unknown()).optional(),
  categories: named(z.strictObject({ name: line, description: z.string().max(1000).optional() }), 0, 100).default([]),
  text: z.string().max(200_000).default(''),
})

export const guideline = z.object({
  version: z.int(),
  question: z.string(),
  labels: z.array(label),
  /** With all that was left out. */
  settings: z.record(z.string(), z.unknown()),
  categories: z.array(label),
  text: z.string(),
  at: z.iso.datetime(),
})
export type Guideline = z.infer<typeof guideline>

export const project = z.object({
  project_id: z.string(),
  title: z.string(),
  kind: z.string(),
  created_at: z.iso.datetime(),
})
export type Project = z.infer<typeof project>

export const listProjects = endpoint({
  name: 'listProjects',
  method: 'GET',
  path: '/api/projects',
  may: 'signed-in',
  summary: 'The projects the caller belongs to',
  input: z.strictObject({}),
  output: z.object({ projects: z.array(project) }),
})

export const createProject = endpoint({
  name: 'createProject',
  method: 'POST',
  path: '/api/projects',
  may: 'administrator',
  summary: 'Put an AI decision under human oversight',
  input: z.strictObject({ project_id: projectId, title: line, kind: z.string(), guideline: guidelineInput }),
  output: project,
  status: 201,
})

export const getProject = endpoint({
  name: 'getProject',
  method: 'GET',
  path: '/api/projects/{project_id}',
  may: 'read',
  summary: 'A project with the guideline in force',
  input: z.strictObject({ project_id: projectId }),
  output: project.extend({ guideline }),
})

export const putGuideline = endpoint({
  name: 'putGuideline',
  method: 'PUT',
  path: '/api/projects/{project_id}/guideline',
  may: 'maintain',
  summary: 'A new version of the guideline; `replaces` is the version you read, so that no edit is lost',
  input: guidelineInput.extend({
    project_id: projectId,
    replaces: z.int().min(1).max(1_000_000_000),
    /** Why, for whoever reads the ledger. */
    reason: z.string().trim().min(1).max(2000).optional(),
  }),
  output: guideline,
  status: 201,
})
