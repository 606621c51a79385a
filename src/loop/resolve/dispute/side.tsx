/** Beside a disagreement: how well reviewers agree, how such pairs were decided before, and the rule. */

import { Link } from 'wouter'
import type { Form, View } from '../../../kinds/views.ts'
import { useAddress, useMay, usePlace } from '../../../people/place.tsx'
import { useRead } from '../../../ui/call.ts'
import { inFigures } from '../../../ui/say.ts'
import { getAgreement } from '../../monitor/contract.ts'
import type { Project } from '../page.tsx'
import type { Dispute } from './desk.tsx'

type SideProps = { dispute: Dispute; view: View; form: Form; guideline: Project['guideline'] }

export const DisputeSide = ({ dispute: { earlier }, view, form, guideline }: SideProps) => (
  <>
    <Agreement count={earlier.count} />
    <section>
      <header>
        <h2>Earlier decisions</h2>
        {earlier.count > 0 && <Usual of={earlier} />}
      </header>
      {earlier.cases.length === 0 && <p className="quiet">These answers have not met before.</p>}
      <ul className="similar">
        {earlier.cases.map(({ prediction_id, text, answer, how }) => (
          <li key={prediction_id}>
            <p className="similar-text">{text}</p>
            <p className="good">
              → {how === 'undecidable' ? 'cannot be decided' : <view.Read answer={answer} form={form} />}
            </p>
          </li>
        ))}
      </ul>
    </section>
    <RuleToWrite guideline={guideline} />
  </>
)

const Usual = ({ of: { count, outcomes } }: { of: Dispute['earlier'] }) => (
  <span className="meta figures">
    {Math.max(...outcomes.map(each => each.count))} of {inFigures(count)} the same
  </span>
)

const Agreement = ({ count }: { count: number }) => {
  const { project_id } = usePlace()
  const { data } = useRead(getAgreement, { project_id })
  const alpha = data?.alpha
  return (
    <section>
      <header>
        <h2>Agreement</h2>
      </header>
      {alpha && alpha.estimate !== null ? (
        <p>
          <span className="figure">{alpha.estimate.toFixed(2)}</span>
          <span className="meta alpha">
            α, all answers, 95% interval {alpha.low?.toFixed(2)} to {alpha.high?.toFixed(2)}
          </span>
        </p>
      ) : (
        <p className="quiet">{data?.sentence ?? 'It is being worked out.'}</p>
      )}
      <p className="quiet">
        {count === 0
          ? 'No earlier disagreement was between these answers.'
          : `${inFigures(count)} of the last disagreements were between these answers.`}
      </p>
    </section>
  )
}

const RuleToWrite = ({ guideline }: { guideline: Project['guideline'] }) => {
  const address = useAddress()
  const may = useMay('maintain')
  return (
    <section>
      <header>
        <h2>Guideline, version {guideline.version}</h2>
        {may && <Link to={address('guideline')}>Add a sentence</Link>}
      </header>
      <p className="quiet">A disagreement that comes back is a sentence missing in the guideline.</p>
    </section>
  )
}
