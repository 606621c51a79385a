/** Who acted, in words. */
import { listMembers } from '../../../people/contract.ts'
import { usePlace } from '../../../people/place.tsx'
import { useRead } from '../../../ui/call.ts'

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
