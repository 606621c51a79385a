/** The shell: who is signed in, which project, which page. */
import { Suspense, useEffect } from 'react'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { getSettings, whoami } from '../people/contract.ts'
import { type Me, PlaceProvider } from '../people/place.tsx'
import { codeOf, useRead } from '../ui/call.ts'
import { takeKeys } from '../ui/keys.ts'
import { Page } from '../ui/page.tsx'
import { Failure, Loading, State } from '../ui/parts.tsx'
import { AccountPage } from './account.tsx'
import { Boundary } from './boundary.tsx'
import { HomePage } from './home.tsx'
import { Palette } from './palette.tsx'
import { Rail } from './rail.tsx'
import { SECTIONS } from './routes.tsx'
import { Shortcuts } from './shortcuts.tsx'
import { SignInPage } from './sign-in.tsx'

export const App = () => {
  const [location] = useLocation()
  return location === '/sign-in' ? <SignInPage /> : <SignedIn location={location} />
}

const SignedIn = ({ location }: { location: string }) => {
  const me = useRead(whoami, {})
  const settings = useRead(getSettings, {}, { enabled: me.data?.person != null })
  useEffect(() => {
    if (!settings.data) return
    takeKeys(settings.data)
    const { theme } = settings.data
    if (theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme
  }, [settings.data])
  // Signed out in the middle of work, the page stays as it is: what waits to be sent is kept and sent after sign-in.
  if (!me.data && codeOf(me.error) === 'UNAUTHENTICATED') {
    return <Redirect to={location === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(location)}`} replace />
  }
  if (!me.data) return me.error ? <Failure error={me.error} retry={() => void me.refetch()} /> : <Loading what="" />
  return <Inside me={me.data} location={location} />
}

const Inside = ({ me, location }: { me: Me; location: string }) => {
  const project_id = /^\/p\/([^/]+)/.exec(location)?.[1]
  return (
    <>
      <a className="button skip" href="#main">
        Skip to the content
      </a>
      <Rail me={me} project_id={project_id} />
      <Boundary key={location}>
        <Suspense fallback={<Waiting />}>
          <Switch>
            <Route path="/">
              <HomePage me={me} />
            </Route>
            <Route path="/account">
              <AccountPage me={me} />
            </Route>
            <Route path="/p/:project_id/:path?">
              {params => <ProjectPage me={me} project_id={params.project_id} path={params.path} />}
            </Route>
            <Route>
              <Nowhere />
            </Route>
          </Switch>
        </Suspense>
      </Boundary>
      <Palette me={me} project_id={project_id} />
      <Shortcuts />
    </>
  )
}

const Waiting = () => (
  <Page title="Errata">
    <Loading what="the page" />
  </Page>
)

const Nowhere = () => (
  <Page title="Not found">
    <State title="There is no such page.">
      <p>The address may be mistyped, or the project is one you are not a member of.</p>
    </State>
  </Page>
)

const ProjectPage = ({ me, project_id, path }: { me: Me; project_id: string; path: string | undefined }) => {
  const project = me.projects.find(each => each.project_id === project_id)
  if (!project) return <Nowhere />
  const may = (permission: (typeof project.permissions)[number]) => project.permissions.includes(permission)
  if (!path) return <Redirect to={`/p/${project_id}/${may('review') ? 'review' : 'overview'}`} replace />
  const section = SECTIONS.find(each => each.routes.some(route => route.path === path))
  const route = section?.routes.find(each => each.path === path)
  if (!section || !route) return <Nowhere />
  const tabs = section.routes
    .filter(each => may(each.may))
    .map(each => ({ name: each.name, to: `/p/${project_id}/${each.path}`, current: each === route }))
  return (
    <PlaceProvider place={{ me, project, tabs }}>
      {may(route.may) ? (
        <route.Page />
      ) : (
        <Page title={route.name} tabs={tabs}>
          <State title="This page is not open to your role.">
            <p>Ask an admin of the project if you need it.</p>
          </State>
        </Page>
      )}
    </PlaceProvider>
  )
}
