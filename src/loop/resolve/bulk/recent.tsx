/** What was labelled in bulk before, newest first, each with its undo. */
import { listMembers } from '../../../people/contract.ts'
import { useMay, usePlace } from '../../../people/place.tsx'
import type { OutputOf } from '../../../platform/endpoint.ts'
import type { Asked } from '../../../projects/asked.tsx'
import { useRead } from '../../../ui/call.ts'
import { useNow } from '../../../ui/clock.ts'
import { Section } from '../../../ui/form.tsx'
import { usePages } from '../../../ui/pages.ts'
import { Badge, Button, Read } from '../../../ui/parts.tsx'
import { agoOf, inFigures, momentOf } from '../../../ui/say.ts'
import { type Column, Table } from '../../../ui/table.tsx'
import { type Bulk, type BulkFilter, listBulks } from '../contract.ts'

const PAGE_rows = 100
const bulksIn = ({ bulks }: OutputOf<typeof listBulks>) => bulks

type RecentProps = { asked: Asked; undo: (bulk_id: string) => void }

export const RecentBulks = ({ asked, undo }: RecentProps) => {
  const { project_id } = usePlace()
  const bulks = usePages(listBulks, { project_id, limit: PAGE_rows }, bulksIn)
  const columns = useColumns(asked, undo)
  return (
    <Section title="Labelled in bulk before" about="An undo puts back what stood, but for what was decided anew since.">
      <Read of={bulks} what="earlier bulks">
        {rows =>
          rows.length === 0 ? (
            <p className="quiet">Nothing so far.</p>
          ) : (
            <Table
              name="Earlier bulks"
              columns={columns}
              rows={rows}
              keyOf={each => each.id}
              row_height={57}
              onEnd={bulks.more}
            />
          )
        }
      </Read>
    </Section>
  )
}

const FILTER_WORDS: Record<keyof BulkFilter, (value: string) => string> = {
  contains: value => `with “${value}”`,
  model: value => `of ${value}`,
  was: value => `the model said ${value}`,
  answer: value => `${value} stood`,
  state: value => (value === 'resolved' ? 'answered' : 'not answered'),
  category: value => `category ${value}`,
}

/** A filter in words: `with “refund”, of m-1`. */
const filterInWords = (filter: BulkFilter): string =>
  Object.entries(filter)
    .map(([name, value]) => FILTER_WORDS[name as keyof BulkFilter](value))
    .join(', ') || 'every prediction'

const useColumns = ({ view, form }: Asked, undo: RecentProps['undo']): Column<Bulk>[] => {
  const { project_id } = usePlace()
  const now = useNow()
  const may = useMay('adjudicate')
  const members = useRead(listMembers, { project_id })
  const nameOf = (id: string) => members.data?.members.find(each => each.id === id)?.name ?? 'someone who left'
  const { Read: Drawn } = view
  return [
    { name: 'Answer', width: 'minmax(120px, 1fr)', cell: ({ answer }) => <Drawn answer={answer} form={form} /> },
    { name: 'Items', width: '64px', figure: true, cell: ({ items }) => inFigures(items) },
    {
      name: 'Why',
      width: 'minmax(160px, 2fr)',
      cell: ({ reason, filter }) => (
        <>
          <span className="bulk-text">{reason}</span>
          <span className="meta bulk-text">{filterInWords(filter)}</span>
        </>
      ),
    },
    {
      name: 'Who and when',
      width: 'minmax(120px, 160px)',
      cell: ({ person_id, at }) => (
        <>
          <span className="bulk-text">{nameOf(person_id)}</span>
          <time className="meta" dateTime={at} title={momentOf(at)}>
            {agoOf(at, now)}
          </time>
        </>
      ),
    },
    {
      name: 'Undo',
      width: '96px',
      cell: ({ id, undone, reason }) =>
        undone ? (
          <Badge>Undone</Badge>
        ) : (
          may && (
            <Button aria-label={`Undo: ${reason}`} onClick={() => undo(id)}>
              Undo
            </Button>
          )
        ),
    },
  ]
}
