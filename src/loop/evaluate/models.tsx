/** The models, newest first: what each was fitted on, which one answers, and its digest. */
import { Link } from 'wouter'
import { useAddress, useMay, usePlace } from '../../people/place.tsx'
import type { OutputOf } from '../../platform/endpoint.ts'
import { useNow } from '../../ui/clock.ts'
import { Section } from '../../ui/form.tsx'
import { usePages } from '../../ui/pages.ts'
import { Badge, Button, Read, State } from '../../ui/parts.tsx'
import { agoOf, momentOf } from '../../ui/say.ts'
import { type Column, Table } from '../../ui/table.tsx'
import { listModels } from '../train/contract.ts'

type Page = OutputOf<typeof listModels>
type Model = Page['models'][number] & { is_live: boolean }

const rowsOf = ({ models, live }: Page): Model[] => models.map(each => ({ ...each, is_live: each.name === live }))

/** What the learner is called: a program of the operator's own has a name of its own. */
export const learnerOf = ({ learner, command }: Pick<Model, 'learner' | 'command'>): string => command ?? learner

type ModelsProps = { compare: (candidate: string) => void }

export const Models = ({ compare }: ModelsProps) => {
  const { project_id } = usePlace()
  const models = usePages(listModels, { project_id, limit: 50 }, rowsOf)
  const may = useMay('maintain')
  const now = useNow()
  return (
    <Section title="Models" about="Newest first. The same learner, data, seed and labels give the same digest.">
      <Read of={models} what="the models">
        {rows =>
          rows.length === 0 ? (
            <NoModel />
          ) : (
            <Table
              name="Models"
              columns={columnsFor(now, may ? compare : undefined)}
              rows={rows}
              keyOf={each => each.training_id}
              onEnd={models.more}
            />
          )
        }
      </Read>
    </Section>
  )
}

const columnsFor = (now: number, compare: ((candidate: string) => void) | undefined): Column<Model>[] => [
  {
    name: 'Model',
    width: 'minmax(168px, 1.5fr)',
    cell: ({ name, is_live }) => (
      <span className="models-name">
        <strong title={name}>{name}</strong>
        {is_live && <Badge look="model">answers now</Badge>}
      </span>
    ),
  },
  { name: 'Dataset', width: '76px', cell: ({ dataset }) => `Version ${dataset}` },
  { name: 'Learner', width: 'minmax(64px, 0.6fr)', cell: learnerOf },
  {
    name: 'Digest',
    width: '84px',
    cell: ({ digest }) => (
      <span className="code" title={`SHA-256 ${digest}`}>
        {digest.slice(0, 8)}…
      </span>
    ),
  },
  {
    name: 'Made',
    width: '96px',
    cell: ({ at }) => (
      <time className="meta" dateTime={at} title={momentOf(at)}>
        {agoOf(at, now)}
      </time>
    ),
  },
  ...(compare
    ? [
        {
          name: 'Measure',
          width: '88px',
          cell: ({ name }: Model) => (
            <Button aria-label={`Compare ${name}`} onClick={() => compare(name)}>
              Compare
            </Button>
          ),
        },
      ]
    : []),
]

const NoModel = () => {
  const address = useAddress()
  return (
    <State title="No model yet.">
      <p>Freeze what people have corrected as a version of the dataset, then train a model on it.</p>
      <Link className="button" to={address('datasets')}>
        Open datasets
      </Link>
    </State>
  )
}
