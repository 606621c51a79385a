/** One of the answers that are compared. They are generated and may be long: they scroll within themselves. */
import type { ReactNode } from 'react'
import { ModelMark, SuggestedMark, YourMark } from '../marks.tsx'
import type { Desk } from '../view.ts'
import { ordinal, placeOf } from './order.ts'
import type { Option, Ranking } from './rules.ts'

type CardProps = { option: Option; number: number; look: string; head: ReactNode }

export const OptionCard = ({ option, number, look, head }: CardProps) => (
  <li className={`ranking-option ${look}`}>
    {head}
    <section className="ranking-text" aria-label={`Option ${number}, text`} tabIndex={0}>
      {option.text}
    </section>
  </li>
)

/** Where an option stands: by the model, by people on items like this one, by the reviewer. */
export const Places = ({ id, desk }: { id: string; desk: Desk<Ranking> }) => {
  const said = placeOf(desk.prediction?.answer, id)
  const yours = placeOf(desk.answer, id)
  const suggested = desk.answer ? undefined : placeOf(desk.suggestion, id)
  return (
    <span className="ranking-places">
      {yours !== undefined && <YourMark>{ordinal(yours)}</YourMark>}
      {suggested !== undefined && suggested !== said && <SuggestedMark>Suggested {ordinal(suggested)}</SuggestedMark>}
      {said !== undefined && (
        <ModelMark>
          Model {yours !== undefined && yours !== said ? <del>{ordinal(said)}</del> : ordinal(said)}
        </ModelMark>
      )}
    </span>
  )
}
