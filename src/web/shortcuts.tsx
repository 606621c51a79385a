/** The sheet of shortcuts: what the keyboard does on this page, right now. */
import { useState } from 'react'
import { capOf, keyOf, useAllCommands, useCommands } from '../ui/keys.ts'
import { Dialog } from '../ui/parts.tsx'

export const Shortcuts = () => {
  const [open, setOpen] = useState(false)
  useCommands([{ id: 'shortcuts', title: 'All shortcuts', key: 'Shift+Slash', run: () => setOpen(true) }])
  return (
    <Dialog open={open} onClose={() => setOpen(false)} title="Shortcuts">
      <Sheet />
    </Dialog>
  )
}

const Sheet = () => (
  <dl className="shortcuts">
    {useAllCommands().map(command => (
      <div key={`${command.id} ${command.key}`}>
        <dt>{command.title}</dt>
        <dd>
          <kbd className="keycap">{capOf(keyOf(command) as string)}</kbd>
        </dd>
      </div>
    ))}
  </dl>
)
