/** The projects one belongs to. */
import { Link, Redirect } from 'wouter'
import type { Me } from '../people/place.tsx'
import { Page } from '../ui/page.tsx'
import { Badge, State } from '../ui/parts.tsx'

export const HomePage = ({ me }: { me: Me }) => {
  const [only, ...rest] = me.projects
  if (only && rest.length === 0) return <Redirect to={`/p/${only.project_id}`} replace />
  return (
    <Page title="Projects">
      {me.projects.length === 0 ? (
        <State title="You are in no project yet.">
          <p>An admin can add you. Administrators make projects by the API or the command line.</p>
        </State>
      ) : (
        <ul className="projects">
          {me.projects.map(({ project_id, title, kind }) => (
            <li key={project_id}>
              <Link className="card" to={`/p/${project_id}`}>
                <strong>{title}</strong>
                <Badge>{kind}</Badge>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Page>
  )
}
