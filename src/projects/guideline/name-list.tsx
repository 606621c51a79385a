/** Names with their descriptions, to be edited: one label or ten thousand. */
import { ArrowUp, Plus, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Fault, Section } from '../../ui/form.tsx'
import { Button, IconButton } from '../../ui/parts.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import type { Content } from './draft.ts'

type Named = Content['labels'][number]
type Row = Named & { place: number }

type NameListProps = {
  title: string
  /** `label` */
  one: string
  about: string
  rows: Named[]
  change: (rows: Named[]) => void
  fault: string | undefined
}

export const NameList = ({ title, one, about, rows, change, fault }: NameListProps) => {
  const box = useRef<HTMLDivElement>(null)
  const placed = rows.map((row, place): Row => ({ ...row, place }))
  // The row that was just added: it is scrolled into sight, and takes the focus as soon as it is drawn.
  const [fresh, setFresh] = useState(-1)
  useEffect(() => {
    const table = fresh >= 0 && box.current?.querySelector('[role=table]')
    if (table) table.scrollTop = table.scrollHeight
  }, [fresh])
  const add = () => {
    change([...rows, { name: '' }])
    setFresh(rows.length)
  }
  const columns = columnsFor({ one, rows, change, fresh, settled: () => setFresh(-1) })
  return (
    <Section
      title={title}
      about={about}
      tools={
        <Button icon={Plus} onClick={add}>
          Add a {one}
        </Button>
      }
    >
      <Fault error={fault === undefined ? null : new Error(fault)} />
      <div ref={box} className="guideline-names">
        <Table name={title} columns={columns} rows={placed} keyOf={row => `${row.place}`} />
      </div>
    </Section>
  )
}

const focus = (input: HTMLInputElement | null) => input?.focus()

type Editing = Pick<NameListProps, 'one' | 'rows' | 'change'> & { fresh: number; settled: () => void }

const columnsFor = ({ one, rows, change, fresh, settled }: Editing): Column<Row>[] => {
  const write = (place: number, part: Partial<Named>) =>
    change(rows.map((row, index) => (index === place ? { ...row, ...part } : row)))
  const up = (place: number) => change(rows.toSpliced(place - 1, 2, rows[place] as Named, rows[place - 1] as Named))
  return [
    {
      name: 'Name',
      width: 'minmax(0, 1fr)',
      cell: ({ place, name }) => (
        <input
          className="input"
          ref={place === fresh ? focus : undefined}
          onFocus={settled}
          aria-label={`Name of ${one} ${place + 1}`}
          value={name}
          maxLength={200}
          onChange={event => write(place, { name: event.target.value })}
        />
      ),
    },
    {
      name: 'Description',
      width: 'minmax(0, 2fr)',
      cell: ({ place, description }) => (
        <input
          className="input"
          aria-label={`Description of ${one} ${place + 1}`}
          value={description ?? ''}
          maxLength={1000}
          onChange={event => write(place, { description: event.target.value })}
        />
      ),
    },
    {
      name: 'Change',
      width: '76px',
      cell: ({ place, name }) => (
        <span className="guideline-row-acts">
          <IconButton icon={ArrowUp} name={`Move ${name || one} up`} disabled={place === 0} onClick={() => up(place)} />
          <IconButton icon={X} name={`Remove ${name || one}`} onClick={() => change(rows.toSpliced(place, 1))} />
        </span>
      ),
    },
  ]
}
