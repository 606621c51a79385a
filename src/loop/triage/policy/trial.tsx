/** What a draft would have made of recent traffic, beside the policy in force. Nothing is kept. */
import { useMutation } from '@tanstack/react-query'
import { FlaskConical } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { usePlace } from '../../../people/place.tsx'
import { call } from '../../../ui/call.ts'
import { Whisker } from '../../../ui/charts/whisker.tsx'
import { Fault, FormField } from '../../../ui/form.tsx'
import { isSame } from '../../../ui/merge.ts'
import { Button } from '../../../ui/parts.tsx'
import { countOf, durationOf, type Estimate, inFigures, inPercent, inPoints } from '../../../ui/say.ts'
import { type Errors, type Rehearsal, type Tally, tryPolicy } from '../../rehearse/contract.ts'
import type { Policy } from '../contract.ts'
import { TrialChanges } from './trial-changes.tsx'

const SIZES = [500, 2000, 10_000]

type TrialProps = {
  draft: Policy
  /** Hears what the server has against the draft, so that it is told at its field; null where there is nothing. */
  told: (error: unknown) => void
  locked: boolean
}

export const Trial = ({ draft, told, locked }: TrialProps) => {
  const { project_id } = usePlace()
  const [last, setLast] = useState(2000)
  const trial = useMutation({
    mutationFn: (policy: Policy) => call(tryPolicy, { project_id, policy, last }),
    onSuccess: () => told(null),
    onError: told,
  })
  const is_old = trial.variables !== undefined && !isSame(trial.variables, draft)
  return (
    <section className="policy-trial" aria-labelledby="trial">
      <header>
        <h2 id="trial">Try it first</h2>
      </header>
      <div className="policy-try">
        <FormField label="Predictions, the newest">
          {control => (
            <select {...control} className="input" value={last} onChange={event => setLast(Number(event.target.value))}>
              {SIZES.map(size => (
                <option key={size} value={size}>
                  {inFigures(size)}
                </option>
              ))}
            </select>
          )}
        </FormField>
        <Button icon={FlaskConical} disabled={trial.isPending || locked} onClick={() => trial.mutate(draft)}>
          Try on recent traffic
        </Button>
      </div>
      <Fault error={is_old ? null : trial.error} />
      <div role="status">
        {trial.isPending && 'Trying…'}
        {trial.data && <Told found={trial.data} is_old={is_old} />}
      </div>
    </section>
  )
}

const Told = ({ found, is_old }: { found: Rehearsal; is_old: boolean }) => (
  <div className="form">
    {is_old && <p className="warn">You changed the draft since. Try it again.</p>}
    <p>{found.sentence}</p>
    {found.predictions > 0 && (
      <>
        <Sides draft={found.draft} present={found.present} />
        {found.errors && <Caught errors={found.errors} />}
        <Lists draft={found.draft} />
        {found.changes && <TrialChanges changes={found.changes} />}
      </>
    )}
  </div>
)

const interval = ({ low, high }: Estimate, say: (value: number) => string) => `${say(low)} to ${say(high)}`

const inWhole = (value: number) => inFigures(Math.round(value))
const ofMinutes = (minutes: number) => durationOf(minutes * 60)

/** A figure with its 95% interval below it. */
const Figure = ({ of, say }: { of: Estimate | null | undefined; say: (value: number) => string }) => (
  <td className="number">
    {of && of.estimate !== null ? (
      <>
        {say(of.estimate)}
        <span className="meta">{interval(of, say)}</span>
      </>
    ) : (
      '–'
    )}
  </td>
)

const Sides = ({ draft, present }: { draft: Tally; present: Tally | null }) => {
  const counts = [
    { name: 'People see', of: 'review' },
    { name: 'Answered by rule', of: 'rule' },
    { name: 'Passed', of: 'pass' },
  ] as const
  return (
    <table className="table policy-sides">
      <caption className="meta">Below each estimate its 95% interval.</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="hidden-text">Figure</span>
          </th>
          <th scope="col" className="number">
            Draft
          </th>
          <th scope="col" className="number">
            In force
          </th>
        </tr>
      </thead>
      <tbody>
        {counts.map(({ name, of }) => (
          <Line key={of} name={name}>
            <td className="number">{inFigures(draft[of])}</td>
            <td className="number">{present ? inFigures(present[of]) : '–'}</td>
          </Line>
        ))}
        <Line name="Share that people see">
          <Figure of={draft.review_share} say={inPercent} />
          <Figure of={present?.review_share} say={inPercent} />
        </Line>
        <Line name="Reviews a day">
          <Figure of={draft.reviews_per_day} say={inWhole} />
          <Figure of={present?.reviews_per_day} say={inWhole} />
        </Line>
        <Line name="People's time a day">
          <Figure of={draft.minutes_per_day} say={ofMinutes} />
          <Figure of={present?.minutes_per_day} say={ofMinutes} />
        </Line>
      </tbody>
    </table>
  )
}

const Line = ({ name, children }: { name: string; children: ReactNode }) => (
  <tr>
    <th scope="row">{name}</th>
    {children}
  </tr>
)

const Caught = ({ errors }: { errors: Errors }) => {
  const { known, draft, present, draft_share, difference } = errors
  return (
    <div className="form">
      <h3>Errors it would have caught</h3>
      <p>
        {known === 0
          ? 'No errors are known in this traffic, so nothing can be said.'
          : `${inFigures(draft)} of ${countOf(known, 'known error')}, against ${inFigures(present)} in force.`}
      </p>
      {difference.estimate !== null && (
        <>
          <p className="meta">
            Of all errors, known or not: {inPercent(draft_share.estimate ?? 0)}, 95% interval{' '}
            {interval(draft_share, inPercent)}. Change, in points:
          </p>
          <Whisker name="Change of the share of errors that people see" of={difference} say={inPoints} />
        </>
      )}
    </div>
  )
}

const REASONS_shown = 8

const Lists = ({ draft }: { draft: Tally }) => (
  <>
    <div className="form">
      <h3>What decides, in the draft</h3>
      <dl className="facts">
        {draft.reasons.slice(0, REASONS_shown).map(({ outcome, reason, count }) => (
          <div key={`${outcome} ${reason}`}>
            <dt>{reason}</dt>
            <dd className="figures">{inFigures(count)}</dd>
          </div>
        ))}
      </dl>
    </div>
    {draft.queues.length > 0 && (
      <div className="form">
        <h3>Queues</h3>
        <dl className="facts">
          {draft.queues.map(({ queue, reviews, judgements }) => (
            <div key={queue}>
              <dt>{queue}</dt>
              <dd className="figures">
                {countOf(reviews, 'review')}, {countOf(judgements, 'judgement')}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    )}
  </>
)
