/** Search or jump: pages and projects by name, items by their text or id. */
import { type KeyboardEvent, useDeferredValue, useState } from 'react'
import { useLocation } from 'wouter'
import { listTasks } from '../loop/review/contract.ts'
import type { Me } from '../people/place.tsx'
import { useRead } from '../ui/call.ts'
import { useCommands } from '../ui/keys.ts'
import { SEARCH } from '../ui/page.tsx'
import { Dialog } from '../ui/parts.tsx'
import { SECTIONS } from './routes.tsx'

type Jump = { key: string; name: string; about: string; to: string }

const pagesOf = (me: Me, project_id: string | undefined): Jump[] => {
  const permissions = me.projects.find(each => each.project_id === project_id)?.permissions ?? []
  const pages = SECTIONS.flatMap(section => section.routes)
    .filter(route => permissions.includes(route.may))
    .map(({ name, path }) => ({ key: path, name, about: 'Page', to: `/p/${project_id}/${path}` }))
  const projects = me.projects.map(each => ({
    key: `project ${each.project_id}`,
    name: each.title,
    about: 'Project',
    to: `/p/${each.project_id}`,
  }))
  return [...pages, ...projects, { key: 'account', name: 'Your account', about: 'Page', to: '/account' }]
}

export const Palette = ({ me, project_id }: { me: Me; project_id: string | undefined }) => {
  const [open, setOpen] = useState(false)
  useCommands([{ ...SEARCH, title: 'Search or jump', run: () => setOpen(true), typing: true }])
  return (
    <Dialog open={open} onClose={() => setOpen(false)} title="Search or jump">
      <Jumps me={me} project_id={project_id} close={() => setOpen(false)} />
    </Dialog>
  )
}

type JumpsProps = { me: Me; project_id: string | undefined; close: () => void }

const useItems = (project_id: string | undefined, text: string, reviews: boolean): Jump[] => {
  const enabled = project_id !== undefined && text.length >= 2 && reviews
  const input = { project_id: project_id ?? '', contains: text, state: 'open' as const, limit: 8 }
  const { data } = useRead(listTasks, input, { enabled })
  if (!enabled) return []
  return (data?.tasks ?? []).map(({ id, external_id, text: says }) => ({
    key: id,
    name: says.slice(0, 80),
    about: external_id,
    to: `/p/${project_id}/review?task=${id}`,
  }))
}

/** What is found for the words typed: pages and projects first, then items. */
const useJumps = ({ me, project_id }: JumpsProps, text: string): Jump[] => {
  const wanted = useDeferredValue(text.trim())
  const project = me.projects.find(each => each.project_id === project_id)
  const items = useItems(project_id, wanted, project?.permissions.includes('review') ?? false)
  const pages = pagesOf(me, project_id).filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()))
  return [...pages.slice(0, PAGES_max), ...items]
}

const PAGES_max = 10

const Jumps = (props: JumpsProps) => {
  const [, go] = useLocation()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const jumps = useJumps(props, text)
  const jump = (to: Jump | undefined) => {
    if (!to) return
    props.close()
    go(to.to)
  }
  const press = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, jumps.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0))
    else if (event.key === 'Enter') jump(jumps[at])
    else return
    event.preventDefault()
  }
  return (
    <div className="palette">
      <input
        className="input"
        role="combobox"
        aria-expanded="true"
        aria-controls="jumps"
        aria-activedescendant={jumps[at] && `jump-${at}`}
        aria-label="Search or jump"
        placeholder="A page, a project, or the text of an item"
        value={text}
        onChange={event => {
          setText(event.target.value)
          setAt(0)
        }}
        onKeyDown={press}
      />
      <Found jumps={jumps} at={at} jump={jump} />
    </div>
  )
}

const Found = ({ jumps, at, jump }: { jumps: Jump[]; at: number; jump: (to: Jump) => void }) => (
  <>
    <div id="jumps" role="listbox" aria-label="Found">
      {jumps.map((each, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above
        <div
          key={each.key}
          id={`jump-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          onClick={() => jump(each)}
        >
          <span>{each.name}</span>
          <span className="meta">{each.about}</span>
        </div>
      ))}
    </div>
    {jumps.length === 0 && <p className="quiet">Nothing found.</p>}
  </>
)
