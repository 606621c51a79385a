/** A JSON object after the guideline's schema: field by field, or as the JSON it is. */
import './view.css'
import { memo, type ReactNode, useId, useMemo, useState } from 'react'
import { countOf } from '../../ui/say.ts'
import { Became, Question } from '../marks.tsx'
import type { View } from '../view.ts'
import { checkOf, type Errors } from './check.ts'
import { JsonText } from './control.tsx'
import {
  type Change,
  changesOf,
  type Document,
  isObject,
  keyOf,
  leavesOf,
  type Path,
  pathInWords,
  valueInWords,
} from './document.ts'
import { type Draft, isSameRecord, recordIn, saves, unreadAt } from './draft.ts'
import { Form, type RecordDesk, type Settings, saidIn } from './form.tsx'
import { parsed } from './json.ts'

const NOTHING: Document = {}
const NO_ERRORS: Errors = new Map()

/** The record as JSON. What is no object is no record, and waits until it is one. */
const Raw = ({ desk, record, errors }: { desk: RecordDesk; record: Document; errors: Errors }) => {
  const id = useId()
  const unread = unreadAt(desk.answer, [])
  const refuse = (text: string) => desk.choose([record, [], text])
  const fault = unread === undefined ? undefined : (parsed(unread).error ?? 'A record is one object: { "name": value }')
  return (
    <div className="record-raw">
      <JsonText
        value={record}
        unread={unread}
        read={(text, value) => (isObject(value) ? desk.choose(value) : refuse(text))}
        refuse={refuse}
        tall
        wire={{
          'aria-label': 'The record as JSON',
          'aria-invalid': fault !== undefined || errors.size > 0,
          'aria-describedby': id,
          leave: () => (document.activeElement as HTMLElement | null)?.blur(),
        }}
      />
      <ul id={id} className="record-error" aria-live="polite">
        {fault && <li>{fault}</li>}
        {[...errors].map(([key, message]) => (
          <li key={key}>{[pathInWords(JSON.parse(key)), message].filter(Boolean).join(': ')}</li>
        ))}
      </ul>
    </div>
  )
}

/** How far the reviewer has come. */
const Told = ({ said, record, errors }: { said: Document | null; record: Document; errors: Errors }) => {
  const changes = said ? changesOf(said, record).length : 0
  return (
    <span role="status" className="record-told figures">
      {changes > 0 && <span className="good">{countOf(changes, 'change')}</span>}
      {errors.size > 0 && <span className="bad">{countOf(errors.size, 'field')} to correct</span>}
    </span>
  )
}

const TABS = ['Fields', 'JSON'] as const

const Editor = memo((desk: RecordDesk) => {
  const { schema } = desk.form.settings
  const [tab, show] = useState<(typeof TABS)[number]>('Fields')
  const check = checkOf(schema)
  const said = saidIn(desk)
  const record = recordIn(desk.answer) ?? said ?? NOTHING
  // What is not begun lacks nothing yet.
  const errors = useMemo(() => (desk.answer === null ? NO_ERRORS : check(record)), [check, record, desk.answer])
  const shown = { desk, record, errors }
  return (
    <div className="record">
      <Question right={<Told said={said} record={record} errors={errors} />}>{desk.question}</Question>
      <div className="tabs record-tabs">
        {TABS.map(name => (
          <button key={name} type="button" aria-pressed={tab === name} onClick={() => show(name)}>
            {name}
          </button>
        ))}
      </div>
      {tab === 'Fields' ? <Form {...shown} /> : <Raw {...shown} />}
    </div>
  )
})

const SHOWN_max = 12

/** Lines of a field and what is said of it, not more of them than are read at a glance. */
const Lines = ({ lines }: { lines: { path: Path; told: ReactNode }[] }) => (
  <span className="record-read">
    {lines.slice(0, SHOWN_max).map(({ path, told }) => (
      <span key={keyOf(path)}>
        <span className="record-path">{pathInWords(path)}</span> <span>{told}</span>{' '}
      </span>
    ))}
    {lines.length > SHOWN_max && <span className="quiet">and {lines.length - SHOWN_max} more</span>}
  </span>
)

const Read = ({ answer }: { answer: Draft }) => (
  <Lines lines={leavesOf(answer).map(({ path, value }) => ({ path, told: valueInWords(value) }))} />
)

const ChangeInWords = ({ from, to }: Change) => {
  const now = to === undefined ? 'removed' : valueInWords(to)
  return from === undefined ? <Became to={now} /> : <Became from={valueInWords(from)} to={now} />
}

const Diff = ({ from, to }: { from: Draft | null; to: Draft }) =>
  from === null || isSameRecord(from, to) ? (
    <Read answer={to} />
  ) : (
    <Lines
      lines={changesOf(from, to).map(change => ({
        path: change.path,
        told: <ChangeInWords {...change} />,
      }))}
    />
  )

/** A record, edited as a draft that may hold JSON that is not typed to its end. */
export const recordView: View<Draft, Settings> = {
  Editor,
  Read,
  Diff,
  saves: desk => saves(saidIn(desk), desk.answer),
  lacks: ({ answer, form }) => {
    if (!isObject(answer)) return 'Finish the JSON first'
    return checkOf(form.settings.schema)(answer).size > 0 ? 'Mend the fields first' : null
  },
  same: isSameRecord,
}
