/** A record field by field, with the keys that lead through it. */
import { type FocusEvent, useEffect, useRef, useState } from 'react'
import { useCommands } from '../../ui/keys.ts'
import type { Desk } from '../view.ts'
import { type Errors, errorsByField } from './check.ts'
import { type Document, keyOf, type Path, put, takeOut, valueAt } from './document.ts'
import { type Draft, unreadAt, withRecord } from './draft.ts'
import { type Field, fieldsOf, freshElement, type Schema } from './fields.ts'
import { parsed } from './json.ts'
import { type Acts, EDIT, isChanged, Row } from './row.tsx'

export type Settings = { schema: Schema }
export type RecordDesk = Desk<Draft, Settings>

/** What the model said, as a document: predictions are whole. */
export const saidIn = ({ prediction }: Pick<RecordDesk, 'prediction'>): Document | null =>
  (prediction?.answer ?? null) as Document | null

const actsOf = (desk: RecordDesk, record: Document, show: Cursor['show']): Acts => {
  const { answer, form, choose } = desk
  const give = (field: Field, value: unknown) => {
    const next = value === undefined ? takeOut(record, field.path) : put(record, field.path, value)
    // What is typed here and no JSON yet is over with what is given now.
    choose(withRecord(unreadAt(answer, field.path) === undefined ? answer : null, next))
  }
  return {
    give,
    refuse: (field, text) => choose([record, field.path, text]),
    remove(field) {
      give(field, undefined)
      show(field.path.slice(0, -1))
    },
    add(field) {
      if (field.control === 'object') {
        give(field, {})
        return show(field.path)
      }
      const list = valueAt(record, field.path)
      const path = [...field.path, Array.isArray(list) ? list.length : 0]
      choose(withRecord(answer, put(record, path, freshElement(field, form.settings.schema))))
      show(path, true)
    },
    restore(field) {
      give(field, valueAt(saidIn(desk), field.path))
      show(field.path)
    },
    take(field) {
      give(field, valueAt(desk.suggestion, field.path))
      show(field.path)
    },
  }
}

const rowsIn = (form: HTMLElement | null) => [...(form?.querySelectorAll<HTMLElement>('[data-key]') ?? [])]
const controlIn = (row: HTMLElement | undefined) =>
  row?.querySelector<HTMLElement>('input, textarea, select, .record-holds button')

type Cursor = {
  /** The field that has the focus, or holds what has it. */
  at: string | null
  move: (step: number) => void
  edit: () => void
  /** Puts the focus on a field once it is drawn, or into it: the button that was pressed may be gone by then. */
  show: (path: Path, inside?: boolean) => void
  leave: (key: string) => void
  form: { ref: (form: HTMLElement | null) => void; onFocus: (e: FocusEvent) => void; onBlur: (e: FocusEvent) => void }
}

/** Where one is: the focus of the document and nothing beside it. */
const useCursor = (): Cursor => {
  const form = useRef<HTMLElement>(null)
  const wanted = useRef<{ path: Path; inside: boolean }>(undefined)
  const [at, setAt] = useState<string | null>(null)
  const rowOf = (key: string | null) => rowsIn(form.current).find(row => row.dataset.key === key)
  useEffect(() => {
    if (wanted.current === undefined) return
    const { path, inside } = wanted.current
    const row = rowOf(keyOf(path))
    ;((inside && controlIn(row)) || row)?.focus()
    wanted.current = undefined
  })
  return {
    at,
    move(step) {
      const rows = rowsIn(form.current)
      const now = rows.findIndex(row => row.dataset.key === at)
      rows[now < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(now + step, 0), rows.length - 1)]?.focus()
    },
    edit: () => controlIn(rowOf(at))?.focus(),
    show(path, inside = false) {
      wanted.current = { path, inside }
    },
    leave: key => rowOf(key)?.focus(),
    form: {
      ref: element => {
        form.current = element
      },
      onFocus: event => setAt((event.target as HTMLElement).closest<HTMLElement>('[data-key]')?.dataset.key ?? null),
      onBlur: event => {
        if (!event.currentTarget.contains(event.relatedTarget)) setAt(null)
      },
    },
  }
}

const useRecordKeys = ({ at, move, edit }: Cursor, restore: (() => void) | undefined) =>
  useCommands([
    { id: 'record.next', key: 'KeyJ', title: 'Next field', run: () => move(1) },
    { id: 'record.previous', key: 'KeyK', title: 'Field before', run: () => move(-1) },
    { id: 'answer.down', key: 'ArrowDown', title: 'Next field', run: () => move(1), unlisted: true },
    { id: 'answer.up', key: 'ArrowUp', title: 'Field before', run: () => move(-1), unlisted: true },
    { ...EDIT, title: 'Edit the field (Esc leaves)', enabled: at !== null, run: edit },
    {
      id: 'record.restore',
      key: 'KeyM',
      title: 'Restore the model’s value',
      enabled: restore !== undefined,
      run: () => restore?.(),
    },
  ])

type FormProps = { desk: RecordDesk; record: Document; errors: Errors }

export const Form = ({ desk, record, errors }: FormProps) => {
  const fields = fieldsOf(desk.form.settings.schema, record)
  const cursor = useCursor()
  const said = saidIn(desk)
  const acts = actsOf(desk, record, cursor.show)
  const told = errorsByField(
    errors,
    fields.map(({ path }) => path),
  )
  const here = fields.find(({ path }) => keyOf(path) === cursor.at)
  const isOther = here && said && isChanged(here, valueAt(record, here.path), valueAt(said, here.path))
  useRecordKeys(cursor, isOther ? () => acts.restore(here) : undefined)
  return (
    <div role="group" aria-labelledby="question" className="record-fields" {...cursor.form}>
      {fields.map(field => {
        const key = keyOf(field.path)
        const unread = unreadAt(desk.answer, field.path)
        return (
          <Row
            key={key}
            field={field}
            value={valueAt(record, field.path)}
            said={valueAt(said, field.path)}
            isBlind={said === null}
            suggested={valueAt(desk.suggestion, field.path)}
            unread={unread}
            error={unread === undefined ? told.get(key) : parsed(unread).error}
            acts={acts}
            leave={() => cursor.leave(key)}
            edit={cursor.edit}
          />
        )
      })}
      {told.has('[]') && <p className="record-error">{told.get('[]')}</p>}
    </div>
  )
}
