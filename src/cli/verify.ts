import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { openVault, type Verdict, verifyProject } from '../ledger/index.ts'
import { covers } from '../loop.ts'
import { readConfig } from '../platform/config.ts'
import { openDatabase } from '../platform/db.ts'
import { allProjects } from '../projects/index.ts'
import { openHome } from '../server/home.ts'

const HELP = `errata verify [--project ID] [--checkpoint FILE] [--json]

Hashes every entry of the ledger and every row it covers again, builds the tree again, and compares it with every
checkpoint in ERRATA_HOME/checkpoints, in the database and in FILE (a signed note that you kept). Names the first record
that does not fit. Exits with 0 where all is well, else with 1.
`

const words = ({ project_id, ok, entries, rows, checkpoints, unsealed, divergence }: Verdict) => {
  const checked = `${entries} entries, ${rows} rows, ${checkpoints} checkpoints`
  if (ok || !divergence) {
    return `${project_id}: verified (${checked}${unsealed > 0 ? `; ${unsealed} entries wait to be sealed` : ''})`
  }
  const { seq, entry_id, table, what } = divergence
  const place = [seq !== null && `record ${seq}`, entry_id && `entry ${entry_id}`, table && `table ${table}`]
  return `${project_id}: NOT VERIFIED: ${what} (${place.filter(Boolean).join(', ')})`
}

/** `errata verify` */
export const run = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({
    args,
    options: {
      project: { type: 'string' },
      checkpoint: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  const config = readConfig()
  const also = values.checkpoint.map(file => readFileSync(file, 'utf8'))
  const home = await openHome(config, message => process.stderr.write(`${message}\n`))
  const database = openDatabase(home.url)
  try {
    const vault = openVault(config.home)
    const projects = values.project ? [values.project] : (await allProjects(database)).map(each => each.project_id)
    let ok = true
    for (const project_id of projects) {
      const verdict = await verifyProject(database, vault, { project_id, covers, also })
      ok &&= verdict.ok
      process.stdout.write(`${values.json ? JSON.stringify(verdict) : words(verdict)}\n`)
    }
    return ok ? 0 : 1
  } finally {
    await database.close()
    await home.stop()
  }
}
