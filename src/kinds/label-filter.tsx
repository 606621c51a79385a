/** Finds labels by name: `/` goes there, Enter takes the first one found, Escape leaves. For every kind with labels. */
import './label-filter.css'
import { useRef } from 'react'
import { useCommands } from '../ui/keys.ts'
import { KeyCap } from '../ui/parts.tsx'

const FILTER = { id: 'answer.filter', key: 'Slash' }

type FilterProps = {
  /** What is looked for: `label`, `answer`. */
  what: string
  count: number
  typed: string
  type: (text: string) => void
  pick: () => void
  /** Whether one goes on typing after Enter, as where several may be taken; then Enter on nothing leaves. */
  stays?: boolean
}

export const LabelFilter = ({ what, count, typed, type, pick, stays = false }: FilterProps) => {
  const field = useRef<HTMLInputElement>(null)
  const title = `Find ${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what} by name`
  useCommands([{ ...FILTER, title, run: () => field.current?.focus() }])
  const end = (key: string) => {
    const takes = key === 'Enter' && (!stays || typed.trim() !== '')
    if (takes) pick()
    if (!takes || !stays) field.current?.blur()
    type('')
  }
  return (
    <label className="label-filter">
      <span className="hidden-text">{title}</span>
      <input
        ref={field}
        className="input"
        value={typed}
        placeholder={`Find one of ${count} ${what}s by name`}
        autoComplete="off"
        onChange={event => type(event.target.value)}
        onKeyDown={event => {
          // What composes a character is no command.
          if ((event.key !== 'Enter' && event.key !== 'Escape') || event.nativeEvent.isComposing) return
          if (event.ctrlKey || event.metaKey) return
          event.preventDefault()
          end(event.key)
        }}
      />
      <KeyCap of={FILTER} />
    </label>
  )
}
