/** One AI decision under human oversight: what is asked, which answers there are, and how people are told to answer. */
import { acts, type Door, reads } from '../ledger/door.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'

export { createProject, type InForce, projectWithGuideline } from './actions.ts'
export type { Guideline, Project } from './contract.ts'
export { allProjects, covers, projectOf, projectsAmong } from './store.ts'

export const doors: Door[] = [
  acts(contract.createProject, actions.createProject),
  reads(contract.getProject, async (view, { project_id }) => {
    const { kind_rules: _, ...project } = await actions.projectWithGuideline(view, project_id)
    return project
  }),
  acts(contract.putGuideline, actions.reviseGuideline),
]
