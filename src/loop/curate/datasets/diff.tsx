/** What one version changed since another: how much of each sort, and every line of it. */
import { useEffect, useRef } from 'react'
import { usePlace } from '../../../people/place.tsx'
import type { OutputOf } from '../../../platform/endpoint.ts'
import { type Asked, WithAsked } from '../../../projects/asked.tsx'
import { SelectFilter, useAddressed } from '../../../ui/filters.tsx'
import { Section } from '../../../ui/form.tsx'
import { usePages } from '../../../ui/pages.ts'
import { Badge, Read, State } from '../../../ui/parts.tsx'
import { inFigures } from '../../../ui/say.ts'
import { type Column, Table } from '../../../ui/table.tsx'
import { CHANGES, type Change, diffDatasets, type Split } from '../contract.ts'

type Page = OutputOf<typeof diffDatasets>
type Line = Page['changes'][number]

const PAGE_rows = 500
const changesIn = ({ changes }: Page) => changes

/** What a change is called, and what that means. */
const WORDS: Record<Change, { name: string; about: string }> = {
  added: { name: 'Added', about: 'new lines' },
  removed: { name: 'Removed', about: 'lines that are gone' },
  changed: { name: 'Changed', about: 'another answer' },
  moved: { name: 'Moved', about: 'to the other side' },
  renewed: { name: 'Renewed', about: 'same answer, newer evidence' },
}
const SIDES: Record<Split, string> = { train: 'train', holdout: 'held out' }

/** Compares the versions named in the address; without any, the newest with the one before. */
export const Comparison = ({ versions }: { versions: number[] }) => {
  const { value } = useAddressed()
  const version = Number(value('version')) || (versions[0] as number)
  const since = Number(value('since')) || (versions.find(each => each < version) ?? (versions[1] as number))
  const place = useRef<HTMLDivElement>(null)
  const named = value('version')
  useEffect(() => {
    if (named) place.current?.scrollIntoView({ block: 'nearest' })
  }, [named])
  const options = versions.map(each => ({ value: String(each), name: `Version ${each}` }))
  const choice = (
    <>
      <SelectFilter name="since" label="From version" any={`Version ${since}`} options={options} />
      <span className="quiet">to</span>
      <SelectFilter name="version" label="To version" any={`Version ${version}`} options={options} />
    </>
  )
  return (
    <div ref={place}>
      <Section title={`What changed from version ${since} to version ${version}`} tools={choice}>
        {since === version ? (
          <State title="These are the same version.">
            <p>Choose another one to compare with.</p>
          </State>
        ) : (
          <WithAsked what="the changes">{asked => <Changes {...{ version, since, asked }} />}</WithAsked>
        )}
      </Section>
    </div>
  )
}

type ChangesProps = { version: number; since: number; asked: Asked }

const Changes = ({ version, since, asked }: ChangesProps) => {
  const { project_id } = usePlace()
  const changes = usePages(diffDatasets, { project_id, version, since, limit: PAGE_rows }, changesIn)
  return (
    <Read of={changes} what="the changes">
      {rows => (
        <div className="datasets-diff" aria-busy={changes.is_old}>
          {changes.first && <Counts counts={changes.first.counts} />}
          {rows.length === 0 ? (
            <State title="Nothing changed.">
              <p>Both hold the same lines, under the same root.</p>
            </State>
          ) : (
            <Table
              name="Changes"
              columns={columnsFor(asked)}
              rows={rows}
              keyOf={each => each.item_id}
              onEnd={changes.more}
            />
          )}
        </div>
      )}
    </Read>
  )
}

const Counts = ({ counts }: { counts: Page['counts'] }) => (
  <dl className="datasets-counts">
    {CHANGES.map(change => (
      <div key={change}>
        <dt>{WORDS[change].name}</dt>
        <dd>
          <span className={`figure ${counts[change] === 0 ? 'quiet' : ''}`}>{inFigures(counts[change])}</span>
          <span className="meta">{WORDS[change].about}</span>
        </dd>
      </div>
    ))}
  </dl>
)

const Answer = ({ line, asked }: { line: Line; asked: Asked }) => {
  const { Read: Drawn, Diff } = asked.view
  const { change, was, answer, input } = line
  if (change === 'changed') return <Diff from={was} to={answer} form={asked.form} input={input} />
  return <Drawn answer={change === 'removed' ? was : answer} form={asked.form} input={input} />
}

const sideOf = ({ was_split, split }: Line): string => {
  const sides = [...new Set([was_split, split])].filter(each => each !== null)
  return sides.map(each => SIDES[each]).join(' → ')
}

const columnsFor = (asked: Asked): Column<Line>[] => [
  { name: 'Item', width: 'minmax(120px, 1fr)', cell: ({ external_id }) => external_id },
  { name: 'Change', width: '104px', cell: ({ change }) => <Badge>{WORDS[change].name}</Badge> },
  { name: 'Answer', width: 'minmax(180px, 3fr)', cell: line => <Answer line={line} asked={asked} /> },
  { name: 'Side', width: '140px', cell: line => <span className="quiet">{sideOf(line)}</span> },
]
