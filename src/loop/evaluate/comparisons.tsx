/** Comparisons: which there are, and what the one looked at found. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { usePlace } from '../../people/place.tsx'
import type { OutputOf } from '../../platform/endpoint.ts'
import { readOf } from '../../ui/call.ts'
import { LOOKS } from '../../ui/charts/finding.tsx'
import { useEvery, useNow } from '../../ui/clock.ts'
import { Section } from '../../ui/form.tsx'
import { type Pages, usePages } from '../../ui/pages.ts'
import { Earlier, Read, State } from '../../ui/parts.tsx'
import { agoOf, inPercent, inPoints } from '../../ui/say.ts'
import { getEvaluation, listEvaluations } from './contract.ts'
import { Found } from './found.tsx'
import { isRunning, LOOKS_EVERY_ms, percentOf } from './run.tsx'
import type { Asked } from './start.tsx'
import { wordOf } from './strip.tsx'

type Page = OutputOf<typeof listEvaluations>
export type Evaluation = Page['evaluations'][number]

const rowsOf = ({ evaluations }: Page) => evaluations

/** `linear-2 against linear-1` */
export const pairOf = ({ candidate, baseline }: Pick<Evaluation, 'candidate' | 'baseline'>): string =>
  baseline === null ? `${candidate} alone` : `${candidate} against ${baseline}`

type ComparisonsProps = {
  shown: string | undefined
  look: (evaluation_id: string) => void
  /** Asks for another one. */
  compare: (asked: Asked) => void
}

export const Comparisons = ({ shown, look, compare }: ComparisonsProps) => {
  const { project_id } = usePlace()
  const evaluations = usePages(listEvaluations, { project_id, limit: 20 }, rowsOf)
  useEvery(evaluations.data?.some(isRunning) ? LOOKS_EVERY_ms : undefined, evaluations.refetch)
  return (
    <Read of={evaluations} what="the comparisons">
      {rows =>
        rows.length === 0 && shown === undefined ? (
          <Section title="Comparisons" about="How two models do on the same held-out items, item by item.">
            <State title="Nothing was compared yet.">
              <p>A release asks for a comparison before a model may answer in another one’s place.</p>
            </State>
          </Section>
        ) : (
          <Chosen rows={rows} pages={evaluations} shown={shown} look={look} compare={compare} />
        )
      }
    </Read>
  )
}

type ChosenProps = ComparisonsProps & { rows: Evaluation[]; pages: Pages<Evaluation> }

/** The list and the one looked at: the newest at first, and it stays that one when others come. */
const Chosen = ({ rows, pages, shown, look, compare }: ChosenProps) => {
  const { project_id } = usePlace()
  const [at_first] = useState(rows[0]?.id)
  const evaluation_id = shown ?? at_first ?? ''
  const listed = rows.find(each => each.id === evaluation_id)
  // One that came by the address may stand further down than the list has come.
  const asked = useQuery({
    ...readOf(getEvaluation, { project_id, evaluation_id }),
    enabled: listed === undefined,
    placeholderData: keepPreviousData,
  })
  return (
    <div className="models-compared">
      <Section title="Comparisons">
        <section className="models-list long" aria-label="Comparisons, newest first" tabIndex={0}>
          <ul>
            {rows.map(each => (
              <Choice key={each.id} of={each} is_shown={each.id === evaluation_id} look={look} />
            ))}
          </ul>
          <Earlier of={pages} />
        </section>
      </Section>
      <div className="models-stack">
        {listed ? (
          <Found evaluation={listed} compare={compare} />
        ) : (
          <Read of={asked} what="the comparison">
            {evaluation => <Found evaluation={evaluation} compare={compare} />}
          </Read>
        )}
      </div>
    </div>
  )
}

type ChoiceProps = { of: Evaluation; is_shown: boolean; look: (evaluation_id: string) => void }

const Choice = ({ of, is_shown, look }: ChoiceProps) => {
  const now = useNow()
  return (
    <li>
      <button type="button" aria-current={is_shown ? 'true' : undefined} onClick={() => look(of.id)}>
        <span>{pairOf(of)}</span>
        <span className="meta">
          <Verdict of={of} />, {agoOf(of.at, now)}
        </span>
      </button>
    </li>
  )
}

/** What came of it, in two words. */
const Verdict = ({ of }: { of: Evaluation }) => {
  const { state, comparison } = of
  if (state === 'failed') return <span className="bad">failed</span>
  if (!comparison) return state === 'running' ? `${percentOf(of)} measured` : state === 'queued' ? 'waiting' : state
  const { paired, candidate } = comparison.result
  if (!paired) return `${inPercent(candidate.accuracy.estimate ?? 0)} right`
  const word = wordOf(paired.accuracy)
  if (word === 'no clear change') return word
  return (
    <span className={LOOKS[word]}>
      {inPoints(paired.accuracy.estimate ?? 0)} {word}
    </span>
  )
}
