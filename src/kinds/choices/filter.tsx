/** Finds labels by name: `/` goes there, Enter ticks the first one found, Enter on nothing and Escape leave. */
import { useRef } from 'react'
import { useCommands } from '../../ui/keys.ts'
import { KeyCap } from '../../ui/parts.tsx'

const FILTER = { id: 'answer.filter', key: 'Slash', title: 'Find a label by name' }

type FilterProps = { typed: string; type: (text: string) => void; pick: () => void; count: number }

export const Filter = ({ typed, type, pick, count }: FilterProps) => {
  const field = useRef<HTMLInputElement>(null)
  useCommands([{ ...FILTER, run: () => field.current?.focus() }])
  const leave = (key: string) => {
    if (key === 'Escape' || !typed.trim()) field.current?.blur()
    else pick()
    type('')
  }
  return (
    <label className="choice-filter">
      <span className="hidden-text">{FILTER.title}</span>
      <input
        ref={field}
        className="input"
        value={typed}
        placeholder={`Find one of ${count} labels by name`}
        autoComplete="off"
        onChange={event => type(event.target.value)}
        onKeyDown={event => {
          // What composes a character is no command.
          if ((event.key !== 'Enter' && event.key !== 'Escape') || event.nativeEvent.isComposing) return
          if (event.ctrlKey || event.metaKey) return
          event.preventDefault()
          leave(event.key)
        }}
      />
      <KeyCap of={FILTER} />
    </label>
  )
}
