/**
 * Three to ten answers: a number puts that one next, buttons move one up or down. The cards stay where they are, so
 * that nobody loses the text they read; the order stands below them.
 */
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useCommands } from '../../ui/keys.ts'
import { Button, IconButton, KeyCap } from '../../ui/parts.tsx'
import { answerKey } from '../answer-keys.ts'
import type { Desk } from '../view.ts'
import { OptionCard, Places } from './option.tsx'
import { inSigns, inWords, leftOf, moved, placeOf, put, takenBack, tied } from './order.ts'
import type { Option, Ranking } from './rules.ts'

const TIE = { id: 'ranking.tie', key: 'Equal', title: 'Make the last two equal' }
const BACK = { id: 'ranking.back', key: 'Backspace', title: 'Take the last one back' }

/** The tenth has 0. */
const commandOf = (index: number) => ({ ...answerKey((index + 1) % 10), title: `Put option ${index + 1} next` })

/** What can be done, from the reviewer's order or, where there is none yet, from the model's. */
const actsOf = ({ answer, prediction, choose }: Desk<Ranking>, options: Option[]) => ({
  put: (id: string) => choose(put(answer ?? [], id, options)),
  move: (id: string, by: -1 | 1) => {
    const before = answer ?? prediction?.answer ?? []
    choose(placeOf(before, id) === undefined ? put(before, id, options) : moved(before, id, by))
  },
  tie: () => choose(tied(answer ?? [])),
  back: () => {
    const before = takenBack(answer ?? [])
    choose(before.length > 0 ? before : null)
  },
  again: () => choose(null),
})

type Acts = ReturnType<typeof actsOf>
type HeadProps = { option: Option; index: number; desk: Desk<Ranking>; acts: Acts }

const Head = ({ option: { id }, index, desk, acts }: HeadProps) => {
  const { answer, prediction } = desk
  const order = answer ?? prediction?.answer
  const [first, last] = [order?.[0], order?.at(-1)]
  const isPlaced = placeOf(answer, id) !== undefined
  const name = `option ${index + 1}`
  return (
    <div className="ranking-head">
      <button type="button" className="ranking-put" aria-disabled={isPlaced} onClick={() => acts.put(id)}>
        <KeyCap of={commandOf(index)} />
        <span className="ranking-name">
          Option {index + 1}
          <span className="hidden-text">: put it next</span>
        </span>
      </button>
      <Places id={id} desk={desk} />
      <span className="ranking-moves">
        <IconButton
          icon={ArrowUp}
          name={`Move ${name} up`}
          aria-disabled={first?.length === 1 && first[0] === id}
          onClick={() => acts.move(id, -1)}
        />
        <IconButton
          icon={ArrowDown}
          name={`Move ${name} down`}
          aria-disabled={last?.length === 1 && last[0] === id && first !== last}
          onClick={() => acts.move(id, 1)}
        />
      </span>
    </div>
  )
}

export const List = ({ desk, options }: { desk: Desk<Ranking>; options: Option[] }) => {
  const acts = actsOf(desk, options)
  const given = desk.answer ?? []
  useCommands([
    ...options.map((option, index) => ({ ...commandOf(index), run: () => acts.put(option.id) })),
    { ...TIE, enabled: given.length > 1, run: acts.tie },
    { ...BACK, enabled: given.length > 0, run: acts.back },
  ])
  return (
    <>
      <ol className="ranking-list">
        {options.map((option, index) => (
          <OptionCard
            key={option.id}
            option={option}
            number={index + 1}
            look={placeOf(desk.answer, option.id) === undefined ? '' : 'yours'}
            head={<Head option={option} index={index} desk={desk} acts={acts} />}
          />
        ))}
      </ol>
      <Foot desk={desk} options={options} acts={acts} />
    </>
  )
}

const Order = ({
  answer,
  prediction,
  options,
}: Pick<Desk<Ranking>, 'answer' | 'prediction'> & { options: Option[] }) => {
  const order = answer ?? prediction?.answer
  const left = answer ? leftOf(answer, options) : options.length
  return (
    <p role="status" className="ranking-order">
      {order && (
        <>
          <span className="quiet">{answer ? 'Your order' : 'Model’s order'}</span>{' '}
          <b className={`figures ${answer ? 'mine' : 'model'}`} aria-hidden="true">
            {inSigns(order, options)}
          </b>
          <span className="hidden-text">{inWords(order, options)}</span>
        </>
      )}
      {!order && <span className="quiet">Press the number of the best one, then of the next</span>}
      {answer && left > 0 && <span className="warn">{left} left to place</span>}
    </p>
  )
}

const Foot = ({ desk, options, acts }: { desk: Desk<Ranking>; options: Option[]; acts: Acts }) => {
  const { answer, prediction } = desk
  return (
    <div className="ranking-foot">
      <Order answer={answer} prediction={prediction} options={options} />
      <span className="ranking-moves">
        <Button look="plain" command={TIE} disabled={(answer?.length ?? 0) < 2} onClick={acts.tie}>
          Make equal
        </Button>
        <Button look="plain" command={BACK} disabled={!answer?.length} onClick={acts.back}>
          Take back
        </Button>
        <Button look="plain" disabled={!answer?.length} onClick={acts.again}>
          Start over
        </Button>
      </span>
    </div>
  )
}
