/** Two answers side by side: 1 the first is better, 2 the second, 3 neither. */
import { useCommands } from '../../ui/keys.ts'
import { KeyCap } from '../../ui/parts.tsx'
import { answerKey } from '../answer-keys.ts'
import { ModelMark, SuggestedMark, YourMark } from '../marks.tsx'
import type { Desk } from '../view.ts'
import { OptionCard } from './option.tsx'
import { isSame } from './order.ts'
import type { Option, Ranking } from './rules.ts'

type Verdict = { command: { id: string; key: string; title: string }; ranking: Ranking }

const verdictsOf = ([one, other]: Option[]): [Verdict, Verdict, Verdict] => {
  const [a, b] = [one?.id ?? '', other?.id ?? '']
  const verdict = (digit: number, title: string, ranking: Ranking): Verdict => ({
    command: { ...answerKey(digit), title },
    ranking,
  })
  return [
    verdict(1, 'Option 1 is better', [[a], [b]]),
    verdict(2, 'Option 2 is better', [[b], [a]]),
    verdict(3, 'Both are equal', [[a, b]]),
  ]
}

const lookOf = ({ ranking }: Verdict, { answer, prediction }: Desk<Ranking>) => {
  if (answer && isSame(answer, ranking)) return 'yours'
  if (!prediction || !isSame(prediction.answer, ranking)) return ''
  return answer ? 'struck' : 'model'
}

const Pick = ({ verdict, desk }: { verdict: Verdict; desk: Desk<Ranking> }) => {
  const { prediction, suggestion, answer, choose } = desk
  const look = lookOf(verdict, desk)
  const isSuggested = !answer && look === '' && suggestion !== null && isSame(suggestion, verdict.ranking)
  const current = answer ?? prediction?.answer
  return (
    <label className={`ranking-pick ${look}`}>
      <input
        type="radio"
        name="ranking"
        className="ranking-radio"
        checked={current !== undefined && isSame(current, verdict.ranking)}
        onChange={() => choose(verdict.ranking)}
      />
      <KeyCap of={verdict.command} />
      <span className="ranking-name">{verdict.command.title}</span>
      {look === 'yours' && <YourMark />}
      {(look === 'model' || look === 'struck') && <ModelMark />}
      {isSuggested && <SuggestedMark />}
    </label>
  )
}

export const Pair = ({ desk, options }: { desk: Desk<Ranking>; options: Option[] }) => {
  const verdicts = verdictsOf(options)
  useCommands(verdicts.map(({ command, ranking }) => ({ ...command, run: () => desk.choose(ranking) })))
  return (
    <div role="radiogroup" aria-labelledby="question">
      <ul className="ranking-pair">
        {options.map((option, index) => {
          const verdict = verdicts[index] as Verdict
          return (
            <OptionCard
              key={option.id}
              option={option}
              number={index + 1}
              look={lookOf(verdict, desk)}
              head={<Pick verdict={verdict} desk={desk} />}
            />
          )
        })}
      </ul>
      <Pick verdict={verdicts[2]} desk={desk} />
    </div>
  )
}
