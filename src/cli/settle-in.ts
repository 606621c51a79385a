import { addPerson, firstAdministrator } from '../people/index.ts'
import { projectOf } from '../projects/index.ts'
import type { App } from '../server/app.ts'
import { EXAMPLE, makeExample } from './example/project.ts'

/**
 * Readies a fresh installation: its administrator, and a small project to look around in.
 * @returns the administrator
 */
export const settleIn = async (app: App): Promise<string> => {
  const known = await firstAdministrator(app.database)
  if (known) return known.id
  const id = await app.act({ actor: 'system:door' }, ctx =>
    addPerson(ctx, { name: 'Administrator', email: null, administrator: true }),
  )
  if (!(await projectOf(app.database, EXAMPLE))) await app.act({ actor: `person:${id}` }, makeExample)
  return id
}
