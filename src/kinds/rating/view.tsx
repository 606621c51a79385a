/** A whole number on a scale: its steps side by side, the model's marked, the reviewer's on top. */
import './view.css'
import { memo, useRef } from 'react'
import { useCommands } from '../../ui/keys.ts'
import { KeyCap } from '../../ui/parts.tsx'
import { answerKey } from '../answer-keys.ts'
import { Became, ModelMark, Question, Score, SuggestedMark, YourMark } from '../marks.tsx'
import type { Desk, View } from '../view.ts'
import { digitOf, distanceInWords, type Settings, saves, stepsOf } from './scale.ts'

type RatingDesk = Desk<number, Settings>

const commandOf = (step: number, settings: Settings) => {
  const digit = digitOf(step, settings)
  return digit === undefined ? undefined : { ...answerKey(digit), title: `Rate ${step}` }
}

/** What a step says beside its figure; the words at the ends belong to it for who cannot see where they stand. */
const nameOf = (step: number, { min, max, low, high }: Settings) =>
  [step, step === min && low, step === max && high].filter(part => part !== false && part !== undefined).join(', ')

const lookOf = (step: number, { answer, prediction }: RatingDesk) => {
  if (answer === step) return 'yours'
  if (prediction?.answer !== step) return ''
  return answer === null ? 'model' : 'struck'
}

const Step = ({ step, desk }: { step: number; desk: RatingDesk }) => {
  const { form, prediction, suggestion, answer, choose } = desk
  const command = commandOf(step, form.settings)
  const score = prediction?.scores ? (prediction.scores[step] ?? 0) : undefined
  const isModels = prediction?.answer === step
  const isSuggested = suggestion === step && answer === null && !isModels
  return (
    <label className={`rating-step ${lookOf(step, desk)} ${isSuggested ? 'suggested' : ''}`}>
      <input
        type="radio"
        name="rating"
        className="rating-radio"
        checked={(answer ?? prediction?.answer) === step}
        onChange={() => choose(step)}
      />
      <span className="rating-figure figures">
        <span className="hidden-text">{nameOf(step, form.settings)}</span>
        <span aria-hidden="true">{step}</span>
        {isModels && <span className="hidden-text">, the model's rating</span>}
        {isSuggested && <span className="hidden-text">, suggested fix</span>}
      </span>
      {score !== undefined && <Score of={score} is_model={isModels} className="rating-score" />}
      {command && <KeyCap of={command} />}
    </label>
  )
}

const useRatingKeys = (steps: number[], desk: RatingDesk, group: () => HTMLElement | null) => {
  const { form, prediction, answer, choose } = desk
  const move = (by: number) => {
    const at = steps.indexOf(answer ?? prediction?.answer ?? Number.NaN)
    const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), steps.length - 1)
    choose(steps[next] as number)
    if (group()?.contains(document.activeElement)) group()?.querySelectorAll('input')[next]?.focus()
  }
  useCommands([
    ...steps.flatMap(step => {
      const command = commandOf(step, form.settings)
      return command ? [{ ...command, run: () => choose(step) }] : []
    }),
    { id: 'answer.lower', key: 'ArrowLeft', title: 'One step lower', run: () => move(-1) },
    { id: 'answer.higher', key: 'ArrowRight', title: 'One step higher', run: () => move(1) },
  ])
}

/** Who rated what. Its place is kept, so that nothing moves when a step is chosen. */
const Said = ({ prediction, suggestion, answer }: RatingDesk) => (
  <p className="rating-said" role="status">
    {prediction && (
      <ModelMark>
        Model {answer !== null && answer !== prediction.answer ? <del>{prediction.answer}</del> : prediction.answer}
      </ModelMark>
    )}
    {suggestion !== null && suggestion !== prediction?.answer && answer === null && (
      <SuggestedMark>Suggested fix {suggestion}</SuggestedMark>
    )}
    {answer !== null && (
      <span className="rating-yours">
        <YourMark>Your answer {answer}</YourMark>
        {prediction && <span className="rating-apart">{distanceInWords(answer, prediction.answer)}</span>}
      </span>
    )}
  </p>
)

const Editor = memo((desk: RatingDesk) => {
  const { settings } = desk.form
  const steps = stepsOf(settings)
  const group = useRef<HTMLDivElement>(null)
  useRatingKeys(steps, desk, () => group.current)
  return (
    <div>
      <Question right={desk.prediction?.scores && <span className="mark-scores">Model score</span>}>
        {desk.question}
      </Question>
      <div ref={group} role="radiogroup" aria-labelledby="question" className="rating-steps">
        {steps.map(step => (
          <Step key={step} step={step} desk={desk} />
        ))}
      </div>
      {(settings.low || settings.high) && (
        <p className="rating-ends" aria-hidden="true">
          <span>{settings.low}</span>
          <span>{settings.high}</span>
        </p>
      )}
      <Said {...desk} />
    </div>
  )
})

const Read = ({ answer, form: { settings } }: { answer: number; form: { settings: Settings } }) => (
  <span className="figures">
    {answer} <span className="quiet">of {settings.max}</span>
  </span>
)

const Diff = ({ from, to }: { from: number | null; to: number }) => (
  <span className="figures">{from === null || from === to ? <Became to={to} /> : <Became from={from} to={to} />}</span>
)

/** One step of the guideline's scale. */
export const ratingView: View<number, Settings> = {
  Editor,
  Read,
  Diff,
  saves: ({ prediction, answer }) => saves(prediction?.answer ?? null, answer),
  same: (one, other) => one === other,
}
