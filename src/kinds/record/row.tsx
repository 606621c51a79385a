/** One field on the desk: its name, where it is filled in, and what the model and people had to say. */
import { Plus, RotateCcw, X } from 'lucide-react'
import { type KeyboardEvent, useId } from 'react'
import { keyOf } from '../../ui/keys.ts'
import { Button, IconButton } from '../../ui/parts.tsx'
import { countOf } from '../../ui/say.ts'
import { ModelMark, SuggestedMark } from '../marks.tsx'
import { Control, JsonText, type Wired } from './control.tsx'
import { isObject, isSame, keyOf as keyAt, valueInWords } from './document.ts'
import type { Field } from './fields.ts'

/** What can be done to a field. */
export type Acts = {
  give: (field: Field, value: unknown) => void
  refuse: (field: Field, text: string) => void
  remove: (field: Field) => void
  add: (field: Field) => void
  restore: (field: Field) => void
  /** Takes what people answered to items like this one. */
  take: (field: Field) => void
}

export type RowProps = {
  field: Field
  value: unknown
  /** The model's value; undefined where it has none, or nobody may know. */
  said: unknown
  isBlind: boolean
  suggested: unknown
  unread: string | undefined
  error: string | undefined
  acts: Acts
  /** From the control to the field, and from the field to nowhere. */
  leave: () => void
  edit: () => void
}

/** Whether a field is another than the model's; of one that holds fields, those tell themselves. */
export const isChanged = ({ control }: Field, value: unknown, said: unknown): boolean => {
  if (control === 'object') return isObject(value) !== isObject(said)
  if (control === 'array' && Array.isArray(value) && Array.isArray(said)) return value.length !== said.length
  return control !== 'more' && !isSame(value, said)
}

const inBrief = (value: unknown): string =>
  Array.isArray(value) ? countOf(value.length, 'element') : valueInWords(value)

const Marks = ({ field, value, said, isBlind, suggested, acts }: RowProps) => {
  const changed = !isBlind && isChanged(field, value, said)
  const hint = suggested !== undefined && isChanged(field, value, suggested) && !isSame(suggested, said)
  return (
    <span className="record-marks">
      {changed && (
        <>
          <span className="hidden-text">changed</span>
          <ModelMark>
            <del title={inBrief(said)}>{inBrief(said)}</del>
          </ModelMark>
          <IconButton
            icon={RotateCcw}
            name={`Restore the model’s ${field.label}`}
            onClick={() => acts.restore(field)}
          />
        </>
      )}
      {hint && (
        <button type="button" className="record-suggested" onClick={() => acts.take(field)}>
          <SuggestedMark>
            <span>
              <span className={changed ? 'hidden-text' : ''}>Suggested fix</span> {inBrief(suggested)}
            </span>
          </SuggestedMark>
        </button>
      )}
      {field.removable && <IconButton icon={X} name={`Remove ${field.label}`} onClick={() => acts.remove(field)} />}
    </span>
  )
}

/** What stands where others have their value: how many elements, or a way to begin. */
const Holds = ({ field, value, acts }: Pick<RowProps, 'field' | 'value' | 'acts'>) => {
  if (field.control === 'more') {
    return <span className="quiet">{countOf(field.hidden, 'more element')}: edit them as JSON</span>
  }
  const isThere = field.control === 'object' && isObject(value)
  return (
    <span className="record-holds">
      {field.control === 'array' && (
        <span className="quiet figures">{countOf(Array.isArray(value) ? value.length : 0, 'element')}</span>
      )}
      {!isThere && !(field.control === 'object' && field.required) && (
        <Button look="plain" icon={Plus} aria-label={`Add to ${field.label}`} onClick={() => acts.add(field)}>
          Add
        </Button>
      )}
    </span>
  )
}

export const EDIT = { id: 'record.edit', key: 'KeyE' }

/** While a field has the focus its key is its own, whatever it means elsewhere; Escape lets go of the field. */
const keysOf =
  ({ edit }: RowProps) =>
  (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.code === keyOf(EDIT)) edit()
    else if (event.key === 'Escape') event.currentTarget.blur()
    else return
    event.preventDefault()
  }

const HOLDS = ['object', 'array', 'more']

const Filled = ({ wire, ...row }: RowProps & { wire: Wired }) => {
  const { field, value, unread, acts } = row
  if (HOLDS.includes(field.control)) return <Holds {...row} />
  if (field.control !== 'json') {
    return <Control field={field} value={value} give={next => acts.give(field, next)} wire={wire} />
  }
  return (
    <JsonText
      value={value}
      unread={unread}
      read={(_, next) => acts.give(field, next)}
      refuse={text => acts.refuse(field, text)}
      wire={wire}
    />
  )
}

export const Row = (row: RowProps) => {
  const { field, value, said, isBlind, error, leave } = row
  const id = useId()
  const wire: Wired = {
    'aria-label': field.label,
    'aria-describedby': `${id}-about ${id}-error`,
    'aria-invalid': error !== undefined,
    'aria-required': field.required,
    leave,
  }
  const changed = !isBlind && isChanged(field, value, said)
  const look = `record-row ${HOLDS.includes(field.control) ? 'head' : ''} ${changed ? 'changed' : ''}`
  return (
    <div
      role="group"
      aria-label={field.label}
      tabIndex={-1}
      data-key={keyAt(field.path)}
      className={look}
      onKeyDown={keysOf(row)}
    >
      <span className="record-name" style={{ paddingInlineStart: 16 * (field.path.length - 1) }}>
        <span>{field.title}</span>
        {field.required && !field.removable && <span className="meta">required</span>}
        <span id={`${id}-about`} className="record-about">
          {field.about}
        </span>
      </span>
      <span className="record-value">
        <Filled {...row} wire={wire} />
        <span id={`${id}-error`} className="record-error">
          {error}
        </span>
      </span>
      <Marks {...row} />
    </div>
  )
}
