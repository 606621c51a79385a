/** Answers put in order, best first: two of them side by side, more of them as a list. */
import './view.css'
import { memo } from 'react'
import type { Input } from '../kind.ts'
import { Became, Question } from '../marks.tsx'
import type { Desk, View } from '../view.ts'
import { List } from './list.tsx'
import { callOf, inSigns, inWords, isSame, leftOf, optionsOf, ordinal, placeOf } from './order.ts'
import { Pair } from './pair.tsx'
import type { Ranking } from './rules.ts'

const Editor = memo((desk: Desk<Ranking>) => {
  const options = optionsOf(desk.input)
  return (
    <div className="ranking">
      <Question right={options.length > 2 && 'Best first'}>{desk.question}</Question>
      {options.length === 2 ? <Pair desk={desk} options={options} /> : <List desk={desk} options={options} />}
    </div>
  )
})

type ReadProps = { answer: Ranking; input?: Input }

const Read = ({ answer, input }: ReadProps) => {
  const options = input && optionsOf(input)
  if (!options) return <Signs answer={answer} />
  const textOf = (id: string) => options.find(option => option.id === id)?.text
  return (
    <span className="ranking-read">
      {answer.flat().map(id => (
        <span key={id}>
          <span className="quiet figures">{ordinal(placeOf(answer, id) as number)}</span>{' '}
          <b className="figures">Option {callOf(id, options)}</b> <span className="quiet">{textOf(id)}</span>
        </span>
      ))}
    </span>
  )
}

const Signs = ({ answer, input }: ReadProps) => {
  const options = input && optionsOf(input)
  return (
    <>
      <span className="figures" aria-hidden="true">
        {inSigns(answer, options)}
      </span>
      <span className="hidden-text">{inWords(answer, options)}</span>
    </>
  )
}

const Diff = ({ from, to, input }: { from: Ranking | null; to: Ranking; input?: Input }) => {
  const item = input && { input }
  const now = <Signs answer={to} {...item} />
  return from && !isSame(from, to) ? <Became from={<Signs answer={from} {...item} />} to={now} /> : <Became to={now} />
}

/** The options of an item from best to worst, ties allowed. */
export const rankingView: View<Ranking> = {
  Editor,
  Read,
  Diff,
  saves: ({ prediction, answer }) =>
    prediction && (answer === null || isSame(answer, prediction.answer)) ? 'Confirm ranking' : 'Save ranking',
  lacks: ({ answer, input }) => (leftOf(answer, optionsOf(input)) > 0 ? 'Rank the rest' : null),
  same: isSame,
}
