/** Which model is looked at, and which one it is compared with: chosen in the address, else as released. */
import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { useSearchParams } from 'wouter'
import { usePlace } from '../../people/place.tsx'
import type { OutputOf } from '../../platform/endpoint.ts'
import { useRead } from '../../ui/call.ts'
import { listReleases } from '../release/contract.ts'
import { listModels } from '../train/contract.ts'

export type Release = OutputOf<typeof listReleases>['releases'][number]

export type Versions = {
  /** Undefined: all models. */
  model: string | undefined
  against: string | undefined
  names: string[]
  /** The release in force. */
  release: Release | undefined
}

/** The models a release speaks of, the one that answers first. */
const namesIn = ({ model, gate, fallback }: Release) =>
  [model, gate?.baseline ?? null, fallback].filter(name => name !== null)

/** The versions to compare; undefined while it is not known what was released. */
export const useVersions = (): Versions | undefined => {
  const { project_id } = usePlace()
  const [params] = useSearchParams()
  const releases = useRead(listReleases, { project_id, limit: 100 })
  const models = useRead(listModels, { project_id, limit: 100 })
  if (releases.isPending || models.isPending) return undefined
  const released = (releases.data?.releases ?? []).flatMap(namesIn)
  const [now] = releases.data?.releases ?? []
  const chosen = params.get('model') ?? now?.model ?? ''
  const earlier = released.find(name => name !== chosen)
  const other = params.get('against') ?? (params.has('model') ? '' : (earlier ?? ''))
  const listed = [...released, ...(models.data?.models ?? []).map(each => each.name)]
  return {
    model: chosen || undefined,
    against: (chosen && other !== chosen && other) || undefined,
    names: [...new Set([...listed, chosen, other])].filter(name => name !== ''),
    release: now,
  }
}

/** Two lists: the model, and beside it the one to compare with. */
export const VersionChoice = ({ versions: { model, against, names } }: { versions: Versions }) => {
  const [, setParams] = useSearchParams()
  const choose = (one: string, other: string) =>
    setParams(
      params => {
        params.set('model', one)
        params.set('against', one && other !== one ? other : '')
        return params
      },
      { replace: true },
    )
  if (names.length === 0) return null
  return (
    <span className="quality-versions">
      <Choice name="Model" value={model ?? ''} choose={name => choose(name, against ?? '')}>
        <option value="">All models</option>
        <Names of={names} />
      </Choice>
      {model && (
        <Choice name="Compared with" value={against ?? ''} choose={name => choose(model, name)}>
          <option value="">against none</option>
          <Names of={names.filter(name => name !== model)} before="against " />
        </Choice>
      )}
    </span>
  )
}

type ChoiceProps = { name: string; value: string; choose: (value: string) => void; children: ReactNode }

const Choice = ({ name, value, choose, children }: ChoiceProps) => (
  <span>
    <select className="input" aria-label={name} value={value} onChange={event => choose(event.target.value)}>
      {children}
    </select>
    <ChevronDown size={14} aria-hidden="true" />
  </span>
)

const Names = ({ of, before = '' }: { of: string[]; before?: string }) =>
  of.map(name => (
    <option key={name} value={name}>
      {before}
      {name}
    </option>
  ))
