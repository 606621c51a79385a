/** The answers that were given, side by side. Names come with the decision, not before it. */
import { answerKey, type Form, type View } from '../../../kinds/views.ts'
import { useCommands } from '../../../ui/keys.ts'
import { KeyCap } from '../../../ui/parts.tsx'
import { countOf, durationOf, initialsOf } from '../../../ui/say.ts'
import type { Decision, Dispute } from './desk.tsx'

export const OTHER = 'other'
export const UNDECIDABLE = 'nobody'

const KEYS_max = 7
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

type SidesProps = { dispute: Dispute; view: View; form: Form; decision: Decision }

export const Sides = ({ dispute: { sides, input }, view, form, decision: { choice, setChoice } }: SidesProps) => {
  const shown = Math.min(sides.length, KEYS_max)
  const [other, nobody] = [answerKey(shown + 1), answerKey(shown + 2)]
  useCommands([
    ...sides.slice(0, KEYS_max).map((_, at) => ({
      ...answerKey(at + 1),
      title: `Side ${LETTERS[at]}`,
      run: () => setChoice({ by: 'side', at }),
    })),
    { ...other, title: 'Another answer', run: () => setChoice({ by: OTHER }) },
    { ...nobody, title: 'Cannot be decided', run: () => setChoice({ by: UNDECIDABLE }) },
  ])
  return (
    <div role="radiogroup" aria-label="Which answer is right?">
      <div className="sides">
        {sides.map((side, at) => (
          <Side
            key={JSON.stringify(side.answer)}
            {...{ side, at, view, form, input }}
            chosen={choice?.by === 'side' && choice.at === at}
            choose={() => setChoice({ by: 'side', at })}
          />
        ))}
      </div>
      <div className="sides-more">
        <button
          type="button"
          role="radio"
          className="chip"
          aria-checked={choice?.by === OTHER}
          onClick={() => setChoice({ by: OTHER })}
        >
          <KeyCap of={other} /> Another answer
        </button>
        <button
          type="button"
          role="radio"
          className="chip"
          aria-checked={choice?.by === UNDECIDABLE}
          onClick={() => setChoice({ by: UNDECIDABLE })}
        >
          <KeyCap of={nobody} /> Cannot be decided
        </button>
      </div>
    </div>
  )
}

type SideProps = {
  side: Dispute['sides'][number]
  at: number
  view: View
  form: Form
  input: Dispute['input']
  chosen: boolean
  choose: () => void
}

const Side = ({ side: { answer, judgements }, at, view, form, input, chosen, choose }: SideProps) => {
  const names = judgements.map(({ name }) => name).filter(name => name !== null)
  const about = judgements.map(({ category, seconds }) => [category, `${durationOf(seconds)} on the item`])
  return (
    <button type="button" role="radio" aria-checked={chosen} className="card side-card" onClick={choose}>
      <span className="side-head">
        <span className="initials" aria-hidden="true">
          {names[0] ? initialsOf(names[0]) : LETTERS[at]}
        </span>
        <span>{names.length > 0 ? names.join(', ') : countOf(judgements.length, 'reviewer')}</span>
        {at < KEYS_max && <KeyCap of={answerKey(at + 1)} />}
      </span>
      <span className="side-answer">
        <view.Read answer={answer} form={form} input={input} />
      </span>
      {judgements.map(
        ({ rationale }) =>
          rationale && (
            <span key={rationale} className="quiet">
              {rationale}
            </span>
          ),
      )}
      <span className="meta">{about.map(each => each.filter(Boolean).join(' · ')).join('; ')}</span>
    </button>
  )
}
