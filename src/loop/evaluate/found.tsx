/** What a comparison found: in words, as figures with their intervals, item by item, and class by class. */
import { useMay, usePlace } from '../../people/place.tsx'
import { useAct } from '../../ui/call.ts'
import { LOOKS } from '../../ui/charts/finding.tsx'
import { Whisker } from '../../ui/charts/whisker.tsx'
import { Section } from '../../ui/form.tsx'
import { Button } from '../../ui/parts.tsx'
import { countOf, type Estimate, inPercent, inPoints, intervalInWords, momentOf, signed } from '../../ui/say.ts'
import { Classes } from './classes.tsx'
import { type Evaluation, pairOf } from './comparisons.tsx'
import { type ComparisonResult, cancelEvaluation, getEvaluation, listEvaluations } from './contract.ts'
import { Measures } from './measures.tsx'
import { Paired } from './paired.tsx'
import { Cancel, isRunning, Progress } from './run.tsx'
import type { Asked } from './start.tsx'
import { Cell, Strip, wordOf } from './strip.tsx'

type FoundProps = { evaluation: Evaluation; compare: (asked: Asked) => void }

export const Found = ({ evaluation, compare }: FoundProps) => {
  const { comparison, dataset } = evaluation
  return (
    <>
      <Section
        title={pairOf(evaluation)}
        about={`Held-out items of version ${dataset}${comparison ? `, measured ${momentOf(comparison.at)}` : ''}`}
      >
        <div role="status" className="models-sentence">
          {comparison ? <p>{comparison.sentence}</p> : <Without evaluation={evaluation} />}
        </div>
        {isRunning(evaluation) ? (
          <Running evaluation={evaluation} />
        ) : (
          !comparison && <Again evaluation={evaluation} compare={compare} />
        )}
      </Section>
      {comparison && <Result result={comparison.result} names={evaluation} />}
    </>
  )
}

/** Why nothing is found: not yet, or not at all. */
const Without = ({ evaluation: { state, message, baseline } }: { evaluation: Evaluation }) => {
  if (state === 'failed') return <p className="notice bad">{message ?? 'It could not be measured.'}</p>
  if (state === 'cancelled') return <p className="quiet">It was cancelled{message ? `: ${message}` : '.'}</p>
  const answering = baseline === null ? 'The model answers' : 'Both models answer'
  return <p className="quiet">{state === 'queued' ? 'It waits to be measured.' : `${answering} the held-out items.`}</p>
}

const Running = ({ evaluation }: { evaluation: Evaluation }) => {
  const { project_id } = usePlace()
  const act = useAct(cancelEvaluation, { renews: [listEvaluations, getEvaluation] })
  const cancel = () => act.mutate({ project_id, evaluation_id: evaluation.id })
  return (
    <div className="models-running">
      <Progress of={evaluation} verb="measured" />
      <Cancel name={`Cancel ${pairOf(evaluation)}`} act={act} cancel={cancel} />
    </div>
  )
}

/** What did not come to its end can be asked for again. */
const Again = ({ evaluation: { candidate, baseline }, compare }: FoundProps) =>
  useMay('maintain') && (
    <div>
      <Button onClick={() => compare({ candidate, baseline })}>Compare again</Button>
    </div>
  )

/** The models of a comparison, and what was found. */
export type ResultProps = { result: ComparisonResult; names: Pick<Evaluation, 'candidate' | 'baseline'> }

const Result = ({ result, names }: ResultProps) => (
  <>
    <Figures result={result} names={names} />
    <div className="models-halves">
      <Paired result={result} names={names} />
      {result.measures.length > 0 && <Measures result={result} names={names} />}
    </div>
    {result.classes.length > 0 && <Classes result={result} names={names} />}
  </>
)

const boundsOf = ({ low, high }: Estimate) => `95% interval ${inPoints(low)} to ${inPoints(high)}`

const Figures = ({ result: { n, candidate, baseline, paired }, names }: ResultProps) => (
  <Strip name="Accuracy">
    <Right name={names.candidate} of={candidate.accuracy} n={n} />
    {baseline && <Right name={names.baseline ?? ''} of={baseline.accuracy} n={n} />}
    {paired && (
      <Cell
        name="Change of accuracy, points"
        figure={inPoints(paired.accuracy.estimate ?? 0)}
        look={LOOKS[wordOf(paired.accuracy)]}
        notes={[boundsOf(paired.accuracy), wordOf(paired.accuracy)]}
      >
        <Whisker name="Change of accuracy" of={paired.accuracy} say={inPoints} look="model" />
      </Cell>
    )}
    {candidate.log_loss !== null && <Loss result={{ candidate, paired }} baseline={names.baseline} />}
  </Strip>
)

const Right = ({ name, of, n }: { name: string; of: ComparisonResult['candidate']['accuracy']; n: number }) => (
  <Cell
    name={`${name} is right on`}
    figure={of.estimate === null ? '–' : inPercent(of.estimate)}
    notes={[intervalInWords(of), countOf(n, 'item')]}
  >
    <Whisker name={`Accuracy of ${name}`} of={of} say={inPercent} look="model" to={1} />
  </Cell>
)

const inLoss = (loss: number) => loss.toFixed(3)
const inLossChange = (change: number) => signed(change, inLoss)

type LossProps = { result: Pick<ComparisonResult, 'candidate' | 'paired'>; baseline: string | null }

const Loss = ({ result: { candidate, paired }, baseline }: LossProps) => {
  const change = paired?.log_loss
  return (
    <Cell
      name="Log-loss, lower is better"
      figure={inLoss(candidate.log_loss ?? 0)}
      notes={change ? [`${inLossChange(change.estimate ?? 0)} against ${baseline}`, wordOf(change, 'lower')] : []}
    >
      {change && <Whisker name="Change of log-loss" of={change} say={inLossChange} look="model" />}
    </Cell>
  )
}
