/** Whether the gate would let a release pass: what was measured already, or what the server refused. */
import { Link } from 'wouter'
import { useAddress, usePlace } from '../../people/place.tsx'
import { ProblemError, useRead } from '../../ui/call.ts'
import { Whisker } from '../../ui/charts/whisker.tsx'
import { Fault } from '../../ui/form.tsx'
import { countOf, inPoints } from '../../ui/say.ts'
import { listEvaluations } from '../evaluate/contract.ts'
import type { Gate, Mode } from './contract.ts'
import type { Release } from './page.tsx'
import { needsGate, passes, replacedBy } from './replace.ts'
import { nameOf } from './words.ts'

type EvidenceProps = {
  release: Release | null
  wanted: { model: string | null; mode: Mode; margin: number }
  /** What the server said to the last try. */
  refused: Error | null
}

export const Evidence = ({ release, wanted, refused }: EvidenceProps) => {
  const { model, mode } = wanted
  const baseline = replacedBy(model, release ?? undefined)
  return (
    <section className="releases-gate" aria-label="Gate">
      {refused ? (
        <Refused error={refused} />
      ) : model !== null && baseline !== null && needsGate(mode, model, baseline) ? (
        <Measured pair={{ model, baseline }} margin={wanted.margin} />
      ) : (
        <p className="quiet">{whyNot(wanted, baseline)}</p>
      )}
    </section>
  )
}

/** Why no gate is asked. */
const whyNot = ({ model, mode }: EvidenceProps['wanted'], baseline: string | null): string => {
  if (mode === 'shadow' || mode === 'reviewed' || mode === 'off') {
    return 'No gate is asked: in this mode nothing is given that people have not seen.'
  }
  if (model === null) return 'No gate is asked: your own model answers.'
  return baseline === null ? `No gate is asked: ${nameOf(model)} takes no other model’s place.` : ''
}

const Measured = ({ pair: { model, baseline }, margin }: MeasuredProps) => {
  const { project_id } = usePlace()
  const address = useAddress()
  const { data } = useRead(listEvaluations, { project_id, candidate: model, limit: 100 })
  if (!data) return null
  const found = data.evaluations.find(each => each.baseline === baseline && each.comparison !== null)
  const { n, paired } = found?.comparison?.result ?? {}
  if (!paired || n === undefined) {
    const query = new URLSearchParams({ candidate: model, baseline })
    return (
      <>
        <p>
          The gate asks how {model} does beside {baseline}, whose place it would take. That was not measured yet.
        </p>
        <Link className="button" to={`${address('models')}?${query}`}>
          Compare them
        </Link>
      </>
    )
  }
  const { accuracy } = paired
  return (
    <>
      <p>
        {model} against {baseline} on {countOf(n, 'held-out item')}: change of accuracy{' '}
        {inPoints(accuracy.estimate ?? 0)} points, 95% interval {inPoints(accuracy.low)} to
        {` ${inPoints(accuracy.high)}. `}
        <strong className={passes(accuracy, margin) ? 'good' : 'bad'}>
          {passes(accuracy, margin) ? 'It passes the gate.' : 'It will not pass the gate.'}
        </strong>
      </p>
      <Whisker name="Change of accuracy" of={accuracy} say={inPoints} look="model" />
    </>
  )
}
type MeasuredProps = { pair: { model: string; baseline: string }; margin: number }

/** What the server refused, with the interval that did not let it pass. */
const Refused = ({ error }: { error: Error }) => {
  const gate = error instanceof ProblemError ? (error.problem.gate as Gate | undefined) : undefined
  return (
    <>
      <Fault error={error} />
      {gate && (
        <>
          <p>
            The gate stays closed: with 97.5% certainty it must be worse by less than
            {` ${(100 * gate.margin).toFixed(1)} `}
            points, and it may be worse by {Math.abs(100 * Math.min(gate.low, 0)).toFixed(1)}.
          </p>
          <Whisker name={`Change of accuracy against ${gate.baseline}`} of={gate} say={inPoints} look="model" />
        </>
      )}
    </>
  )
}
