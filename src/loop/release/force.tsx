/** The release in force, as a sentence and in figures. */
import type { ReactNode } from 'react'
import { usePlace } from '../../people/place.tsx'
import { useRead } from '../../ui/call.ts'
import { LOOKS } from '../../ui/charts/finding.tsx'
import { Meter } from '../../ui/charts/meter.tsx'
import { Whisker } from '../../ui/charts/whisker.tsx'
import { useNow } from '../../ui/clock.ts'
import { agoOf, countOf, inPercent, inPoints, momentOf } from '../../ui/say.ts'
import { Cell, Strip, wordOf } from '../evaluate/strip.tsx'
import { type Gate, listCertificates, MODES } from './contract.ts'
import type { Release } from './page.tsx'
import { liveOf } from './replace.ts'
import { inOneSentence } from './words.ts'

export const InForce = ({ release, tools }: { release: Release | null; tools: ReactNode }) => (
  <>
    <header className="story-head releases-story">
      <div role="status">
        <h2 className="story">{inOneSentence(release)}</h2>
        {release ? (
          <Since release={release} />
        ) : (
          <p>
            Predictions that come along with their answer are given or held as the policy says. Release a model below.
          </p>
        )}
      </div>
      <div className="releases-ways">{tools}</div>
    </header>
    {release && <Figures release={release} />}
  </>
)

const Since = ({ release: { at, reason, restores } }: { release: Release }) => {
  const now = useNow()
  return (
    <p>
      Since {momentOf(at)}, {agoOf(at, now)}
      {restores !== null && ', brought back by a rollback'}: {reason}
    </p>
  )
}

const Figures = ({ release }: { release: Release }) => {
  const { mode, share, gate } = release
  return (
    <Strip name="The release in force">
      <Cell name="Mode" figure={mode} notes={[MODES[mode]]} />
      <Cell name="Share of items" figure={inPercent(share)} notes={['Items of one group stay together.']}>
        <Meter name={`${inPercent(share)} of items`} share={share} look="model" />
      </Cell>
      {gate ? (
        <GateCell gate={gate} />
      ) : (
        <Cell
          name="Gate"
          figure="–"
          notes={['Not asked: it took no other model’s place, or gives nothing by itself.']}
        />
      )}
      <Certified model={liveOf(release)} />
    </Strip>
  )
}

const GateCell = ({ gate }: { gate: Gate }) => (
  <Cell
    name="Gate, change of accuracy"
    figure={inPoints(gate.estimate ?? 0)}
    look={LOOKS[wordOf(gate)]}
    notes={[
      `${wordOf(gate)}, 95% interval ${inPoints(gate.low)} to ${inPoints(gate.high)}`,
      `against ${gate.baseline} on ${countOf(gate.n, 'held-out item')}`,
      `it was allowed to be worse by ${(100 * gate.margin).toFixed(1)}`,
    ]}
  >
    <Whisker name={`Change of accuracy against ${gate.baseline}`} of={gate} say={inPoints} look="model" />
  </Cell>
)

/** What holds of the model that answers now. */
const Certified = ({ model }: { model: string | null }) => {
  const { project_id } = usePlace()
  const { data } = useRead(listCertificates, { project_id, limit: 100 })
  const valid = data?.certificates.find(each => each.state === 'valid' && (model === null || each.model === model))
  if (!valid || valid.threshold === null) {
    return <Cell name="Certificate" figure="none" notes={[data ? 'No certificate of this model is valid now.' : '']} />
  }
  const { alpha, delta, threshold, coverage } = valid
  return (
    <Cell
      name="Certified from a confidence of"
      figure={threshold.toFixed(3)}
      notes={[
        `at most ${inPercent(alpha)} wrong, with a certainty of ${inPercent(1 - delta)}`,
        `covers ${inPercent(coverage.estimate ?? 0)} of answers, ` +
          `${inPercent(coverage.low)} to ${inPercent(coverage.high)}`,
      ]}
    >
      <Whisker name="Share of answers covered" of={coverage} say={inPercent} look="model" to={1} />
    </Cell>
  )
}
