/** What one answer for many would change, and doing it. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import { usePlace } from '../../../people/place.tsx'
import type { OutputOf } from '../../../platform/endpoint.ts'
import type { Asked } from '../../../projects/asked.tsx'
import { readOf, useAct } from '../../../ui/call.ts'
import { Fault, FormField, faultAt, Section } from '../../../ui/form.tsx'
import { Button, Loading, State } from '../../../ui/parts.tsx'
import { countOf, inFigures } from '../../../ui/say.ts'
import { type Column, Table } from '../../../ui/table.tsx'
import { applyBulk, type BulkFilter, listBulks, previewBulk, type Resolution } from '../contract.ts'

type Previewed = OutputOf<typeof previewBulk>
type Change = Previewed['changes'][number]

type PreviewProps = {
  asked: Asked
  filter: BulkFilter
  /** Null as long as none was chosen. */
  answer: unknown
  applied: (bulk_id: string, items: number) => void
  /** What was done last, and the way to undo it. */
  told: ReactNode
}

export const Preview = ({ asked, filter, answer, applied, told }: PreviewProps) => {
  const { project_id } = usePlace()
  const preview = useQuery({
    ...readOf(previewBulk, { project_id, filter, answer }),
    enabled: answer !== null,
    placeholderData: keepPreviousData,
  })
  const { data, error, isPlaceholderData } = preview
  // Up here, since what is applied leaves nothing to preview: the form is gone before it could tell.
  const apply = useAct(applyBulk, { renews: [listBulks, previewBulk] })
  const send = (reason: string) =>
    data &&
    apply.mutate(
      { project_id, filter, answer, digest: data.digest, reason },
      { onSuccess: ({ bulk_id, applied: items }) => applied(bulk_id, items) },
    )
  return (
    <Section title="What would change" about={Object.keys(filter).length === 0 ? EVERYTHING : undefined}>
      {told}
      {answer === null ? (
        <State title="No answer chosen yet.">
          <p>Choose what is right, and see here what it would change before anything is done.</p>
        </State>
      ) : error ? (
        <Refused error={error} />
      ) : data ? (
        <div className="bulk-preview" aria-busy={isPlaceholderData}>
          <Sums of={data} />
          {data.changing > 0 && <Changes asked={asked} preview={data} />}
          {data.changing > 0 && (
            <Apply
              changing={data.changing}
              is_ready={!isPlaceholderData && !apply.isPending}
              send={send}
              error={apply.error}
            />
          )}
        </div>
      ) : (
        <Loading what="what would change" />
      )}
    </Section>
  )
}

const EVERYTHING = 'No filter is set: this is about every prediction of the project.'

const Refused = ({ error }: { error: Error }) => {
  const [filter, answer] = [faultAt(error, 'filter'), faultAt(error, 'answer')]
  if (filter) {
    return (
      <State title="The filter finds too many.">
        <p>{filter}: narrow it, and do the rest after.</p>
      </State>
    )
  }
  if (answer) {
    return (
      <State title="This answer is not whole yet.">
        <p>{answer}</p>
      </State>
    )
  }
  return <Fault error={error} />
}

/** What is left alone, and why. */
const leftAlone = ({ audited, held_out, yours }: Previewed): string[] =>
  [
    [audited, 'chance chose them for a blind audit, and error rates rest on a look at each'],
    [held_out, 'models are measured on them, so each needs a look of its own'],
    [yours, 'you decided them yourself, so somebody else must'],
  ].flatMap(([count, why]) => (count === 0 ? [] : [`${inFigures(Number(count))} left alone: ${why}.`]))

const Sums = ({ of }: { of: Previewed }) => {
  const { items, changing, unchanged } = of
  return (
    <div role="status">
      <p className="title">
        {changing === 0
          ? items === 0
            ? 'The filter finds nothing.'
            : 'Nothing would change.'
          : `${countOf(changing, 'prediction')} would get another answer.`}
      </p>
      <p className="quiet">
        {countOf(items, 'prediction')} found, {inFigures(unchanged)} with this answer already.
      </p>
      {leftAlone(of).map(line => (
        <p key={line} className="quiet">
          {line}
        </p>
      ))}
    </div>
  )
}

/** How an answer came to stand, in a word or two. */
const HOW_WORDS: Record<NonNullable<Change['how']>, string> = {
  single: 'one reviewer',
  consensus: 'reviewers agree',
  adjudicated: 'adjudicator',
  undecidable: 'cannot be decided',
  overruled: 'overruled',
  bulk: 'labelled in bulk',
  withdrawn: 'taken back',
} satisfies Record<Resolution['how'], string>

const Changes = ({ asked: { view, form }, preview }: { asked: Asked; preview: Previewed }) => {
  const { changing, changes } = preview
  const { Diff } = view
  const columns: Column<Change>[] = [
    {
      name: 'Item',
      width: 'minmax(120px, 2fr)',
      cell: ({ text, external_id }) => (
        <>
          <span className="bulk-text">{text}</span>
          <span className="meta">{external_id}</span>
        </>
      ),
    },
    {
      name: 'Now → then',
      width: 'minmax(140px, 2fr)',
      cell: ({ from, to }) => <Diff from={from} to={to} form={form} />,
    },
    {
      name: 'Stands by',
      width: '116px',
      cell: ({ how }) => <span className="quiet">{how ? HOW_WORDS[how] : 'the model'}</span>,
    },
  ]
  return (
    <div className="bulk-changes">
      <Table name="Changes" columns={columns} rows={changes} keyOf={each => each.prediction_id} row_height={57} />
      {changing > changes.length && (
        <p className="meta">
          The newest {inFigures(changes.length)} are shown; the other {inFigures(changing - changes.length)} change
          alike.
        </p>
      )}
    </div>
  )
}

type ApplyProps = { changing: number; is_ready: boolean; send: (reason: string) => void; error: Error | null }

const Apply = ({ changing, is_ready, send, error }: ApplyProps) => {
  const [reason, setReason] = useState('')
  const save = (event: FormEvent) => {
    event.preventDefault()
    send(reason)
  }
  return (
    <form className="form" onSubmit={save}>
      <FormField
        label="Reason"
        hint="Kept on the ledger, and shown with every one of these answers."
        fault={faultAt(error, 'reason')}
      >
        {control => (
          <textarea
            {...control}
            className="input"
            required
            maxLength={20_000}
            value={reason}
            onChange={event => setReason(event.target.value)}
          />
        )}
      </FormField>
      <Fault error={error} />
      <div className="form-end right">
        <Button look="primary" type="submit" disabled={!is_ready}>
          Label {countOf(changing, 'prediction')}
        </Button>
      </div>
    </form>
  )
}
