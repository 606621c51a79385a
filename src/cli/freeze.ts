import { parseArgs } from 'node:util'
import { FINDINGS, freezeDataset } from '../loop/curate/contract.ts'
import { tell, withApp } from './command.ts'

const HELP = `errata freeze --project ID --reason TEXT [--holdout 0.2] [--seed TEXT] [--accept FINDING ...] [--json]

Freezes the known answers of a project as the next version of its dataset, and prints its Merkle root.
Findings that may be accepted: ${Object.keys(FINDINGS).join(', ')}.
`

/** `errata freeze` */
export const run = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({
    args,
    options: {
      project: { type: 'string', default: '' },
      reason: { type: 'string', default: 'frozen on the command line' },
      holdout: { type: 'string' },
      seed: { type: 'string' },
      accept: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  const dataset = await withApp(({ operator }) =>
    operator.call(freezeDataset, {
      project_id: values.project,
      reason: values.reason,
      ...(values.holdout !== undefined && { holdout_share: Number(values.holdout) }),
      ...(values.seed !== undefined && { split_seed: values.seed }),
      accept: values.accept as (keyof typeof FINDINGS)[],
    }),
  )
  for (const { code, count } of dataset.findings) tell(`${code}: ${FINDINGS[code]} (${count})`)
  const { version, train, holdout, root } = dataset
  const words = `version ${version}: ${train} to train on, ${holdout} held out, root ${root}`
  process.stdout.write(`${values.json ? JSON.stringify(dataset) : words}\n`)
  return 0
}
