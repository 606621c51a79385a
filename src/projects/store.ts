import type { Cover } from '../ledger/cover.ts'
import { type Db, sql } from '../platform/db.ts'
import type { Guideline, Project } from './contract.ts'
import { guidelineLine, projectLine } from './lines.ts'

type ProjectRow = Omit<Project, 'created_at'> & { created_at: Date }
type GuidelineRow = Omit<Guideline, 'at'> & { at: Date }

const asProject = (row: ProjectRow): Project => ({ ...row, created_at: row.created_at.toISOString() })

export const insertProject = (db: Db, row: Project & { proof: string }) =>
  db.rows(sql`
    insert into project (project_id, title, kind, created_at, proof)
    values (${row.project_id}, ${row.title}, ${row.kind}, ${row.created_at}, ${row.proof})`)

export const projectOf = async (db: Db, project_id: string): Promise<Project | undefined> => {
  const row = await db.row<ProjectRow>(sql`
    select project_id, title, kind, created_at from project where project_id = ${project_id}`)
  return row && asProject(row)
}

export const projectsAmong = async (db: Db, project_ids: string[]): Promise<Project[]> =>
  (
    await db.rows<ProjectRow>(sql`
      select project_id, title, kind, created_at from project
      where project_id = any(${project_ids}) order by title, project_id`)
  ).map(asProject)

/** Every project of the installation: for its operator, not for a caller. */
export const allProjects = (db: Db) =>
  db.rows<{ project_id: string }>(sql`select project_id from project order by project_id`)

export const insertGuideline = (db: Db, row: Guideline & { project_id: string; proof: string }) =>
  db.rows(sql`
    insert into guideline (project_id, version, question, labels, settings, categories, text, at, proof)
    values (${row.project_id}, ${row.version}, ${row.question}, ${JSON.stringify(row.labels)}::json,
            ${JSON.stringify(row.settings)}::json, ${JSON.stringify(row.categories)}::json, ${row.text}, ${row.at},
            ${row.proof})`)

/** A project with the guideline in force. */
export const projectWithGuideline = async (
  db: Db,
  project_id: string,
): Promise<(Project & { guideline: Guideline }) | undefined> => {
  const row = await db.row<ProjectRow & GuidelineRow>(sql`
    select p.project_id, p.title, p.kind, p.created_at, g.version, g.question, g.labels, g.settings,
           g.categories, g.text, g.at
    from project p cross join lateral (
      select version, question, labels, settings, categories, text, at from guideline
      where project_id = ${project_id} order by version desc limit 1) g
    where p.project_id = ${project_id}`)
  if (!row) return undefined
  const { version, question, labels, settings, categories, text, at } = row
  const { title, kind, created_at } = row
  return {
    ...asProject({ project_id, title, kind, created_at }),
    guideline: { version, question, labels, settings, categories, text, at: at.toISOString() },
  }
}

/** Rows as the ledger covers them. */
export const covers: Cover[] = [
  {
    table: 'project',
    select: project_id => sql`
      select project_id, title, kind, created_at, proof from project where project_id = ${project_id}`,
    line: row => projectLine(row as Project),
  },
  {
    table: 'guideline',
    select: project_id => sql`
      select project_id, version, question, labels, settings, categories, text, at, proof
      from guideline where project_id = ${project_id} order by proof`,
    line: row => guidelineLine(row as Guideline & { project_id: string }),
  },
]
