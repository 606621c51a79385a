/** Keys of one's own: single keys on or off, and another key for any command of the workbench. */
import { useEffect, useRef, useState } from 'react'
import { Section } from '../../ui/form.tsx'
import { capOf } from '../../ui/keys.ts'
import { Button } from '../../ui/parts.tsx'
import { clashesOf, GROUPS, type Group, giveKey, type Known } from './commands.ts'
import type { Preferences } from './settings.ts'

/** The command that waits for its key, and what was said of the last key that was pressed. */
type Asking = { command: Known; told: string; wanted?: string }

export const Keys = ({ settings, change }: Preferences) => {
  const [asking, setAsking] = useState<Asking>()
  const [told, setTold] = useState('')
  const { keys } = settings
  const give = (command: Known, key: string) => {
    change({ keys: giveKey(keys, command, key) })
    setTold(`${command.title} is on ${capOf(key)} now.`)
    setAsking(undefined)
  }
  const hear = (command: Known, key: string) => {
    const [clash, ...more] = clashesOf(keys, command, key)
    if (!clash) return give(command, key)
    const names = [clash, ...more].map(each => `“${each.title}”`).join(' and ')
    setAsking({ command, wanted: key, told: `${capOf(key)} is ${names}. Swap the two, or press another key.` })
  }
  const drawn = { keys, asking, ask: setAsking, hear, give }
  return (
    <Section
      title="Keys"
      about="Keys are named by their place on the keyboard. Those with Ctrl or ⌘, and Esc, are the same for everybody."
      tools={
        <Button disabled={Object.keys(keys).length === 0} onClick={() => change({ keys: {} })}>
          Reset all keys
        </Button>
      }
    >
      <SingleKeys settings={settings} change={change} />
      <p role="status" className="hidden-text">
        {told}
      </p>
      <div className="account-groups">
        {GROUPS.map(group => (
          <KeyGroup key={group.name} group={group} {...drawn} />
        ))}
      </div>
    </Section>
  )
}

const SingleKeys = ({ settings, change }: Preferences) => (
  <label className="check">
    <input type="checkbox" checked={settings.keys_on} onChange={event => change({ keys_on: event.target.checked })} />
    <span>
      Single keys
      <span className="meta">
        Letters and digits act by themselves. Switch them off where speech input or a slip of the hand sets them off.
      </span>
    </span>
  </label>
)

type Drawn = {
  keys: Record<string, string>
  asking: Asking | undefined
  ask: (asking: Asking | undefined) => void
  hear: (command: Known, key: string) => void
  give: (command: Known, key: string) => void
}

const KeyGroup = ({ group, ...drawn }: { group: Group } & Drawn) => (
  <section className="account-group">
    <h3>{group.name}</h3>
    <ul>
      {group.commands.map(command => (
        <KeyRow key={command.id} command={command} {...drawn} />
      ))}
    </ul>
  </section>
)

const KeyRow = ({ command, keys, asking, ask, hear, give }: { command: Known } & Drawn) => {
  const { id, title, key: usual } = command
  const own = keys[id]
  const is_asking = asking?.command.id === id
  return (
    <li className={is_asking ? 'account-key asking' : 'account-key'}>
      <span>{title}</span>
      {own !== undefined && !is_asking && (
        <Button look="plain" aria-label={`Reset ${title}`} onClick={() => give(command, usual)}>
          Reset
        </Button>
      )}
      {is_asking ? (
        <Capture asking={asking} ask={ask} hear={hear} give={give} />
      ) : (
        <Button
          aria-label={`${title}: ${capOf(own ?? usual)}. Change the key`}
          onClick={() => ask({ command, told: '' })}
        >
          <kbd className="keycap">{capOf(own ?? usual)}</kbd>
        </Button>
      )}
    </li>
  )
}

const MODIFIER = /^(Shift|Control|Alt|Meta)/

/** Waits for one key. Esc and leaving it change nothing; Tab goes on, as it does everywhere. */
const Capture = ({ asking, ask, hear, give }: { asking: Asking } & Pick<Drawn, 'ask' | 'hear' | 'give'>) => {
  const { command, told, wanted } = asking
  const box = useRef<HTMLButtonElement>(null)
  useEffect(() => box.current?.focus(), [])
  const press = (event: React.KeyboardEvent) => {
    if (event.code === 'Tab') return
    event.preventDefault()
    event.stopPropagation()
    if (event.repeat || MODIFIER.test(event.code)) return
    if (event.code === 'Escape') return ask(undefined)
    const is_chord = event.shiftKey || event.ctrlKey || event.altKey || event.metaKey
    if (is_chord || !event.code) return ask({ command, told: 'Press one key, without Shift, Ctrl, Alt or ⌘.' })
    hear(command, event.code)
  }
  return (
    <span className="account-capture">
      <button
        ref={box}
        type="button"
        className="button"
        aria-label={`Press a key for ${command.title}`}
        aria-describedby="key-told"
        onKeyDown={press}
      >
        Press a key
      </button>
      <span id="key-told" role="status" className="meta warn">
        {told}
      </span>
      {wanted !== undefined && <Button onClick={() => give(command, wanted)}>Swap the keys</Button>}
      <Button look="plain" onClick={() => ask(undefined)}>
        Cancel
      </Button>
    </span>
  )
}
