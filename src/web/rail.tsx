/** The rail: one icon a section, the shortcuts, and who is signed in. */
import { Keyboard } from 'lucide-react'
import { Link, useLocation } from 'wouter'
import type { Me } from '../people/place.tsx'
import { runCommand } from '../ui/keys.ts'
import { initialsOf } from '../ui/say.ts'
import { Logo } from './logo.tsx'
import { SECTIONS } from './routes.tsx'

export const Rail = ({ me, project_id }: { me: Me; project_id: string | undefined }) => {
  const [location] = useLocation()
  const initials = initialsOf(me.person?.name ?? me.actor)
  const permissions = me.projects.find(each => each.project_id === project_id)?.permissions ?? []
  return (
    <nav className="rail" aria-label="Sections">
      <Link to="/" className="logo" aria-label="All projects" title="All projects">
        <Logo />
      </Link>
      {project_id !== undefined &&
        SECTIONS.map(({ name, icon: Icon, routes }) => {
          const open = routes.filter(route => permissions.includes(route.may))
          const current = routes.some(route => location === `/p/${project_id}/${route.path}`)
          return (
            open[0] && (
              <Link
                key={name}
                to={`/p/${project_id}/${open[0].path}`}
                aria-label={name}
                title={name}
                aria-current={current ? 'page' : undefined}
              >
                <Icon size={18} aria-hidden="true" />
              </Link>
            )
          )
        })}
      <span className="spring" />
      <button type="button" aria-label="Shortcuts" title="Shortcuts" onClick={() => runCommand('shortcuts')}>
        <Keyboard size={18} aria-hidden="true" />
      </button>
      <Link to="/account" aria-label={`${initials}, your account`} title="Your account">
        <span className="initials">{initials}</span>
      </Link>
    </nav>
  )
}
