/** What the learner reads of a project. */
import { classIn } from '../../kinds/index.ts'
import { projectWithGuideline } from '../../projects/index.ts'
import { datasetOf, linesOf, splitOf } from '../curate/index.ts'
import type { Host } from '../step.ts'
import type { Ground } from './candidate.ts'
import type { Labelled } from './effect.ts'
import * as store from './store.ts'

export const ACTOR = { actor: 'system:teach' }
const RECENT_items = 20_000

/** What people have agreed on of an item, as something to be taught. */
export type Correction = Labelled & { resolution_id: string; proof: string }

/** Everything the people of a project have said since the base was frozen that may be taught: never a held-out item. */
export const correctionsOf = async (host: Host, project_id: string, base: store.Base): Promise<Correction[]> => {
  const said = await store.saidSince(host.database, project_id, base.dataset)
  if (said.length === 0) return []
  const [{ kind_rules }, { split_seed: seed, holdout_share }] = await Promise.all([
    host.act(ACTOR, ctx => projectWithGuideline(ctx, project_id)),
    datasetOf(host.database, project_id, base.dataset),
  ])
  return said
    .filter(each => splitOf(each, { seed, holdout_share }) === 'train')
    .map(({ resolution_id, external_id, input, answer, proof }) => {
      return { resolution_id, external_id, text: input.text, label: classIn(kind_rules, answer), proof }
    })
    .filter(each => base.labels.includes(each.label))
}

/** What was predicted last and nobody has judged. */
export const recentOf = ({ database }: Host, project_id: string) =>
  store.unknownItems(database, project_id, RECENT_items)

/** What a candidate grows from: the base with its bytes, what it was fitted on, what it is measured on. */
export const groundOf = async (host: Host, project_id: string, base: store.Base): Promise<Ground> => {
  const { database, act } = host
  const [{ kind_rules }, bytes, lines, recent] = await Promise.all([
    act(ACTOR, ctx => projectWithGuideline(ctx, project_id)),
    store.bytesOf(database, project_id, base.name),
    linesOf(database, project_id, base.dataset),
    recentOf(host, project_id),
  ])
  const labelled = lines
    .sort((one, other) => (one.external_id < other.external_id ? -1 : 1))
    .map(({ external_id, text, answer, split }) => ({ external_id, text, label: classIn(kind_rules, answer), split }))
    .filter(each => base.labels.includes(each.label))
  const side = (of: string) => labelled.filter(each => each.split === of).map(({ split: _, ...each }) => each)
  const train = side('train').map(({ text, label }) => ({ text, label }))
  const { name, digest } = base
  return { base: name, bytes: bytes ?? new Uint8Array(), digest, train, holdout: side('holdout'), recent }
}
