/** The frame of a page: top bar, main, and beside it what explains. Nothing else. */
import { Search } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { Link } from 'wouter'
import { runCommand } from './keys.ts'
import { KeyCap } from './parts.tsx'

export const SEARCH = { id: 'search', key: 'Mod+KeyK' }

export type PageProps = {
  title: string
  /** Pages that belong together, the present one marked. */
  tabs?: { name: string; to: string; current: boolean }[]
  /** Right of the title: a badge, a note. */
  about?: ReactNode
  /** At the right end of the top bar, left of the search. */
  tools?: ReactNode
  /** Right of main; below it on narrow screens. */
  side?: ReactNode
  /** For dashboards and tables of many columns: main takes the width that reading would not. */
  wide?: boolean
  /** Main is a column of its own making (the workbench): no padding, no scrolling. */
  bare?: boolean
  children: ReactNode
}

export const Page = ({ title, tabs, about, tools, side, wide, bare, children }: PageProps) => {
  useEffect(() => {
    document.title = `${title} · Errata`
  }, [title])
  return (
    <>
      <header className="top">
        <h1>{title}</h1>
        {about}
        {tabs && tabs.length > 1 && (
          <nav className="tabs" aria-label={title}>
            {tabs.map(({ name, to, current }) => (
              <Link key={to} to={to} aria-current={current ? 'page' : undefined}>
                {name}
              </Link>
            ))}
          </nav>
        )}
        <div className="tools">
          {tools}
          <button type="button" className="button search" onClick={() => runCommand('search')}>
            <Search size={16} aria-hidden="true" />
            <span>Search or jump</span>
            <KeyCap of={SEARCH} />
          </button>
        </div>
      </header>
      <main id="main" className={bare ? 'bare' : ''} tabIndex={-1}>
        {bare ? children : <div className={wide ? 'column wide' : 'column'}>{children}</div>}
      </main>
      {side && (
        <aside className="side" aria-label="Explanation" tabIndex={0}>
          {side}
        </aside>
      )}
    </>
  )
}
