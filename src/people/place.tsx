/** Who is looking, and at which project: what every page of a project starts from. */
import { createContext, type ReactNode, useContext } from 'react'
import type { OutputOf, Permission } from '../platform/endpoint.ts'
import type { PageProps } from '../ui/page.tsx'
import type { whoami } from './contract.ts'

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
