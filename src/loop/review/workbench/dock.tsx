/** The decision: the answer, why the model was wrong, a note. It never moves while one decides. */
import { useCommands } from '../../../ui/keys.ts'
import { KeyCap } from '../../../ui/parts.tsx'

/** The row right under the numbers. */
const REASON_KEYS = ['KeyQ', 'KeyW', 'KeyE', 'KeyR', 'KeyT']

const commandOf = (index: number) => ({ id: `reason.${index + 1}`, key: REASON_KEYS[index] as string })

type ReasonsProps = {
  categories: { name: string; description?: string | undefined }[]
  chosen: string | null
  /** Only a correction has a reason; the place is kept before it is needed, so that nothing moves. */
  active: boolean
  choose: (category: string) => void
}

export const Reasons = ({ categories, chosen, active, choose }: ReasonsProps) => {
  useCommands(
    categories.slice(0, REASON_KEYS.length).map(({ name }, index) => ({
      ...commandOf(index),
      title: name,
      enabled: active,
      run: () => choose(name),
    })),
  )
  if (categories.length === 0) return null
  return (
    <fieldset className={active ? 'reasons' : 'reasons kept'} inert={!active}>
      <legend>Why was the model wrong?</legend>
      {categories.map(({ name, description }, index) => (
        <button
          key={name}
          type="button"
          className={index < REASON_KEYS.length ? 'chip' : 'chip keyless'}
          aria-pressed={chosen === name}
          title={description}
          onClick={() => choose(name)}
        >
          {index < REASON_KEYS.length && <KeyCap of={commandOf(index)} />}
          {name}
        </button>
      ))}
    </fieldset>
  )
}

const NOTE = { id: 'review.note', key: 'KeyN' }

type NoteProps = { value: string; write: (text: string) => void; active: boolean }

export const Note = ({ value, write, active }: NoteProps) => {
  useCommands([
    {
      ...NOTE,
      title: 'Write a note',
      enabled: active,
      run: () => document.getElementById('note')?.focus(),
    },
  ])
  return (
    <div className={active ? 'note' : 'note kept'} inert={!active}>
      <input
        id="note"
        className="input"
        aria-label="Note for the next reviewer"
        placeholder="Add a note for the next reviewer (optional)"
        autoComplete="off"
        maxLength={20_000}
        value={value}
        onChange={event => write(event.target.value)}
        onKeyDown={event => {
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      <KeyCap of={NOTE} />
    </div>
  )
}
