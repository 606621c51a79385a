/** A draft, its edit, and what changed between them. */
import { memo, useDeferredValue, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useCommands } from '../../ui/keys.ts'
import { KeyCap } from '../../ui/parts.tsx'
import { countOf, inFigures } from '../../ui/say.ts'
import type { Desk } from '../view.ts'
import { changesOf, wordsChanged } from './changes.ts'
import { Changes } from './read.tsx'

export type Settings = { max_length: number }
export type TextDesk = Desk<string, Settings>

const EDIT = { id: 'text.edit', key: 'KeyA' }

/** What stands in the field, as an answer: none where the draft stays as it is, or where nothing was written. */
const answerOf = (text: string, draft: string | undefined): string | null => (text === (draft ?? '') ? null : text)

type FieldProps = { desk: TextDesk; leave?: () => void }

const Field = ({ desk, leave }: FieldProps) => {
  const { answer, prediction, choose, form, question } = desk
  const draft = prediction?.answer
  const text = answer ?? draft ?? ''
  const field = useRef<HTMLTextAreaElement>(null)
  const beyond = text.length - form.settings.max_length
  const told = useId()
  useCommands([{ ...EDIT, title: 'Edit the text', run: () => field.current?.focus() }])
  useEffect(() => {
    const { current } = field
    if (!leave || !current) return
    current.focus()
    current.setSelectionRange(current.value.length, current.value.length)
  }, [leave])
  return (
    <>
      <textarea
        ref={field}
        className="input text-field"
        dir="auto"
        value={text}
        aria-label={question}
        aria-invalid={beyond > 0}
        aria-describedby={told}
        onChange={event => choose(answerOf(event.target.value, draft))}
        onKeyDown={event => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          field.current?.blur()
          leave?.()
        }}
      />
      <p id={told} role="status" className="text-beyond bad">
        {beyond > 0 && `${countOf(beyond, 'character')} more than the ${inFigures(form.settings.max_length)} allowed`}
      </p>
    </>
  )
}

const changedInWords = (removed: number, added: number): string => {
  if (removed === 0 && added === 0) return 'No words changed'
  if (added === 0) return `${countOf(removed, 'word')} removed`
  return removed === 0
    ? `${countOf(added, 'word')} added`
    : `${countOf(removed, 'word')} removed, ${inFigures(added)} added`
}

type TabProps = { name: string; is_open: boolean; open: () => void; command?: typeof EDIT }

const Tab = ({ name, is_open, open, command }: TabProps) => (
  <button type="button" aria-pressed={is_open} onClick={open}>
    {name}
    {command && <KeyCap of={command} />}
  </button>
)

/** With a draft: what changed in it, or the field where it is edited. */
const Edited = ({ desk, draft }: { desk: TextDesk; draft: string }) => {
  const [is_editing, edit] = useState(false)
  const open = () => edit(true)
  const [leave] = useState(() => () => edit(false))
  useCommands([{ ...EDIT, title: 'Edit the draft', run: open, enabled: !is_editing }])
  // Typing does not wait for the comparison.
  const text = useDeferredValue(desk.answer ?? draft)
  const changes = useMemo(() => changesOf(draft, text), [draft, text])
  const { removed, added } = wordsChanged(changes)
  return (
    <div className="text-editor">
      <div className="text-head">
        <fieldset className="tabs" aria-label="How the draft is shown">
          <Tab name="Changes" is_open={!is_editing} open={leave} />
          <Tab name="Edit" is_open={is_editing} open={open} command={EDIT} />
        </fieldset>
        <p className="quiet figures" role="status">
          {desk.answer === null ? 'The draft as it is' : changedInWords(removed, added)}
        </p>
      </div>
      {is_editing ? (
        <Field desk={desk} leave={leave} />
      ) : (
        <div className="card text-draft">
          <Changes changes={changes} />
        </div>
      )}
    </div>
  )
}

export const Editor = memo((desk: TextDesk) => {
  if (desk.prediction) return <Edited desk={desk} draft={desk.prediction.answer} />
  return (
    <div className="text-editor">
      <h2 className="text-question">{desk.question}</h2>
      <Field desk={desk} />
    </div>
  )
})
