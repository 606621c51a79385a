/** Where the value of one field is typed or picked. */
import { type ComponentProps, type KeyboardEvent, useState } from 'react'
import { isSame, valueInWords } from './document.ts'
import { typedOf } from './draft.ts'
import { entered, type Field } from './fields.ts'
import { parsed, printed } from './json.ts'

/** What a control of a field has: its name, its fault, and how one leaves it. */
export type Wired = Pick<
  ComponentProps<'input'>,
  'aria-label' | 'aria-invalid' | 'aria-describedby' | 'aria-required'
> & {
  leave: () => void
}

const wired = ({ leave, ...rest }: Wired, leavesOnEnter: boolean) => ({
  ...rest,
  className: 'input',
  onKeyDown: (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) return
    const isEnter = event.key === 'Enter' && leavesOnEnter && !event.shiftKey
    if (event.key !== 'Escape' && !isEnter) return
    event.preventDefault()
    leave()
  },
})

type TypedProps = { field: Field; value: unknown; give: (value: unknown) => void; wire: Wired }

/** A line, a text or a number. What is typed stays as it is typed while it means the value: `1.` is 1 on its way. */
const Typed = ({ field, value, give, wire }: TypedProps) => {
  const [typed, type] = useState<string | null>(null)
  const shown = typed !== null && isSame(entered(typed, field), value) ? typed : typedOf(value)
  const props = {
    ...wired(wire, true),
    value: shown,
    placeholder: field.nullable && value === null ? 'null' : '',
    autoComplete: 'off',
    onChange: (event: { target: { value: string } }) => {
      type(event.target.value)
      give(entered(event.target.value, field))
    },
  }
  if (field.control === 'text') return <textarea {...props} rows={1} />
  return <input {...props} {...(field.control === 'number' && { inputMode: 'decimal' as const })} />
}

const NOT_SET = 'none'
const OTHER = 'other'

/** One of a list. A value that the list does not have is shown all the same, and stays until another is picked. */
const Picked = ({ field, value, give, wire }: TypedProps) => {
  const at = field.options.findIndex(option => isSame(option, value))
  const isOther = at < 0 && value !== undefined && value !== ''
  const empty = field.nullable ? null : undefined
  return (
    <select
      {...wired(wire, true)}
      value={at >= 0 ? at : isOther ? OTHER : NOT_SET}
      onChange={event => {
        const picked = event.target.value
        if (picked !== OTHER) give(picked === NOT_SET ? empty : field.options[Number(picked)])
      }}
    >
      {(!field.required || at < 0) && <option value={NOT_SET}>{field.required ? 'Choose…' : 'not set'}</option>}
      {isOther && <option value={OTHER}>{valueInWords(value)}</option>}
      {field.options.map((option, index) => (
        <option key={valueInWords(option)} value={index}>
          {valueInWords(option)}
        </option>
      ))}
    </select>
  )
}

type JsonProps = {
  value: unknown
  /** What is typed and no JSON yet. */
  unread: string | undefined
  /** Takes what is typed: its value where it is JSON, and the text. */
  read: (text: string, value: unknown) => void
  refuse: (text: string) => void
  wire: Wired
  tall?: boolean
}

/** JSON as text. Its author's line breaks stay as long as it means the value. */
export const JsonText = ({ value, unread, read, refuse, wire, tall }: JsonProps) => {
  const [typed, type] = useState<string | null>(null)
  const before = typed === null ? undefined : parsed(typed)
  const isKept = before !== undefined && before.error === undefined && isSame(before.value, value)
  const shown = unread ?? (isKept ? (typed as string) : printed(value))
  return (
    <textarea
      {...wired(wire, false)}
      className={`input record-json ${tall ? 'tall' : ''}`}
      value={shown}
      rows={1}
      spellCheck={false}
      onChange={event => {
        const text = event.target.value
        type(text)
        const now = parsed(text)
        if (text.trim() === '') read(text, undefined)
        else if (now.error === undefined) read(text, now.value)
        else refuse(text)
      }}
    />
  )
}

/** The control of a field that holds no fields of its own. */
export const Control = (props: TypedProps) =>
  props.field.control === 'pick' ? <Picked {...props} /> : <Typed {...props} />
