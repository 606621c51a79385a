/** The candidate that is taught at once: what it grows from, and what the last corrections taught it. */
import { usePlace } from '../../people/place.tsx'
import type { OutputOf } from '../../platform/endpoint.ts'
import { useRead } from '../../ui/call.ts'
import { useNow } from '../../ui/clock.ts'
import { Section } from '../../ui/form.tsx'
import { Read } from '../../ui/parts.tsx'
import { agoOf, countOf } from '../../ui/say.ts'
import { getCandidate, listLessons } from '../teach/contract.ts'

type Candidate = NonNullable<OutputOf<typeof getCandidate>['candidate']>

const SHOWN = 2

export const Taught = () => {
  const { project_id } = usePlace()
  const candidate = useRead(getCandidate, { project_id })
  return (
    <Section title="Taught at once">
      <Read of={candidate} what="the candidate">
        {({ candidate }) =>
          candidate === null ? (
            <p className="quiet">Corrections teach a candidate within a second, once a linear model is fitted.</p>
          ) : (
            <Lessons candidate={candidate} />
          )
        }
      </Read>
    </Section>
  )
}

const Lessons = ({ candidate: { base, seq, at } }: { candidate: Candidate }) => {
  const { project_id } = usePlace()
  const lessons = useRead(listLessons, { project_id, limit: SHOWN })
  const now = useNow()
  const own = lessons.data?.lessons.filter(each => each.base === base) ?? []
  return (
    <div className="models-taught">
      <p>
        <strong>{countOf(seq, 'lesson')}</strong> since {base}
        <span className="quiet">, {seq === 0 ? 'none yet' : `the last ${agoOf(at, now)}`}</span>
      </p>
      <ul>
        {own.map(each => (
          <li key={each.resolution_id} className="meta">
            {each.sentence}
          </li>
        ))}
      </ul>
    </div>
  )
}
