/** Who is looking, and at which project: what every page of a project starts from. */
import { createContext, type ReactNode, useContext } from 'react'
import type { OutputOf, Permission } from '../platform/endpoint.ts'
import { useRead } from '../ui/call.ts'
import type { PageProps } from '../ui/page.tsx'
import { listMembers, type whoami } from './contract.ts'

/** The answer of `whoami`. */
export type Me = OutputOf<typeof whoami>

export type Place = {
  me: Me
  project: Me['projects'][number]
  /** The pages beside this one. */
  tabs: PageProps['tabs']
}

const PlaceContext = createContext<Place | undefined>(undefined)

export const PlaceProvider = ({ place, children }: { place: Place; children: ReactNode }) => (
  <PlaceContext value={place}>{children}</PlaceContext>
)

/** The place a page stands in. @throws outside of a project's pages */
export const usePlace = (): Place & { project_id: string } => {
  const place = useContext(PlaceContext)
  if (!place) throw new Error('this component belongs on a page of a project')
  return { ...place, project_id: place.project.project_id }
}

/** Whether who is looking may do this here. The server asks again; this only keeps buttons away that would refuse. */
export const useMay = (permission: Permission): boolean => usePlace().project.permissions.includes(permission)

/** The address of a page of this project: `useAddress()('errata')`. */
export const useAddress = () => {
  const { project_id } = usePlace()
  return (path: string) => `/p/${project_id}/${path}`
}

/** Gives the name behind `person:…`; who has left the project is somebody all the same. */
export const useActors = (): ((actor: string) => string) => {
  const { project_id, me } = usePlace()
  const { data } = useRead(listMembers, { project_id })
  const names = new Map(data?.members.map(each => [each.id, each.name]))
  if (me.person) names.set(me.person.id, me.person.name)
  return actor => {
    const [sort, id = ''] = actor.split(/:(.*)/s)
    if (sort === 'person') return names.get(id) ?? `Somebody, ${id.slice(-6)}`
    return sort === 'token' ? `Token ${id.slice(0, 6)}…` : 'Errata'
  }
}
