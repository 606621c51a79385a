/** One label of a list: rows to choose from, the model's marked, the reviewer's on top. */
import './view.css'
import { memo, useMemo, useRef, useState } from 'react'
import { useCommands } from '../../ui/keys.ts'
import { KeyCap } from '../../ui/parts.tsx'
import { answerKey, KEYS_max, keyAt } from '../answer-keys.ts'
import type { Label } from '../kind.ts'
import { LabelFilter } from '../label-filter.tsx'
import { Became, ModelMark, Question, Score, SuggestedMark, YourMark } from '../marks.tsx'
import type { Desk, View } from '../view.ts'
import { filtered, LONG, offered, scoreIn } from './order.ts'

type RowProps = {
  label: Label
  index: number
  score: number | undefined
  /** What this row is at the moment. */
  mark: 'model' | 'struck' | 'yours' | 'suggested' | 'plain'
  /** Whether it has the one tab stop of the group. */
  stop: boolean
  choose: (name: string) => void
}

const Marked = ({ mark }: { mark: RowProps['mark'] }) => {
  if (mark === 'plain') return null
  if (mark === 'yours') return <YourMark />
  return mark === 'suggested' ? <SuggestedMark /> : <ModelMark />
}

const Row = memo(({ label, index, score, mark, stop, choose }: RowProps) => {
  const command = keyAt(index)
  return (
    <button
      type="button"
      role="radio"
      aria-checked={mark === 'yours'}
      tabIndex={stop ? 0 : -1}
      className={`choice-row ${mark}`}
      onClick={() => choose(label.name)}
    >
      {command ? <KeyCap of={command} /> : <span />}
      <span className="choice-name">
        <span>{label.name}</span>
        {label.description && <span className="choice-about">{label.description}</span>}
      </span>
      <Marked mark={mark} />
      {score !== undefined && (
        <Score of={score} is_model={mark === 'model' || mark === 'struck'} className="choice-score" />
      )}
    </button>
  )
})

const markOf = (name: string, { answer, prediction, suggestion }: Desk<string>): RowProps['mark'] => {
  if (answer === name) return 'yours'
  if (prediction?.answer === name) return answer === null ? 'model' : 'struck'
  return suggestion === name && answer === null ? 'suggested' : 'plain'
}

const useChoiceKeys = (
  rows: Label[],
  { answer, prediction, choose }: Desk<string>,
  group: () => HTMLElement | null,
) => {
  const move = (step: number) => {
    const at = rows.findIndex(({ name }) => name === (answer ?? prediction?.answer))
    const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)]
    if (!next) return
    choose(next.name)
    const element = group()
    if (element?.contains(document.activeElement)) {
      ;(element.querySelectorAll('[role=radio]')[rows.indexOf(next)] as HTMLElement | undefined)?.focus()
    }
  }
  useCommands([
    ...rows.slice(0, KEYS_max).map(({ name }, index) => ({
      ...answerKey(index + 1),
      title: name,
      run: () => choose(name),
    })),
    { id: 'answer.up', key: 'ArrowUp', title: 'The answer above', run: () => move(-1), unlisted: true },
    { id: 'answer.down', key: 'ArrowDown', title: 'The answer below', run: () => move(1), unlisted: true },
  ])
}

const Editor = memo((desk: Desk<string>) => {
  const { form, prediction, question, answer, choose } = desk
  const [typed, type] = useState('')
  const group = useRef<HTMLDivElement>(null)
  const scores = prediction?.scores ?? null
  const all = useMemo(() => offered(form.labels, scores), [form.labels, scores])
  const isLong = all.length >= LONG
  // What was chosen by name stays in sight when it is none of the likeliest.
  const found = isLong ? filtered(all, typed) : all
  const top = found.slice(0, isLong ? KEYS_max : found.length)
  const mine = isLong && answer !== null ? all.find(({ name }) => name === answer) : undefined
  const rows = mine && !top.includes(mine) ? [...top.slice(0, KEYS_max - 1), mine] : top
  useChoiceKeys(rows, desk, () => group.current)
  const current = answer ?? prediction?.answer
  const stop = rows.some(({ name }) => name === current) ? current : rows[0]?.name
  return (
    <div className="choice">
      <Question right={scores && <span className="mark-scores">Model score</span>}>{question}</Question>
      {isLong && (
        <LabelFilter
          what="answer"
          count={all.length}
          typed={typed}
          type={type}
          pick={() => found[0] && choose(found[0].name)}
        />
      )}
      <div
        ref={group}
        role="radiogroup"
        aria-labelledby="question"
        className={isLong ? 'choice-rows long' : 'choice-rows'}
      >
        {rows.map((label, index) => (
          <Row
            key={label.name}
            label={label}
            index={index}
            score={scores ? scoreIn(scores, label.name) : undefined}
            mark={markOf(label.name, desk)}
            stop={label.name === stop}
            choose={choose}
          />
        ))}
      </div>
      {rows.length === 0 && <p className="quiet">No answer has this name.</p>}
    </div>
  )
})

const Read = ({ answer }: { answer: string }) => <span>{answer}</span>

const Diff = ({ from, to }: { from: string | null; to: string }) => (
  <Became {...(from !== null && from !== to && { from })} to={to} />
)

/** A label inside a sentence: `Refund request` becomes `refund request`, while `PIN blocked` stays. */
const inSentence = (label: string) => (/^\p{Lu}\p{Ll}/u.test(label) ? label[0]?.toLowerCase() + label.slice(1) : label)

/** What a prediction of a label looks like on the desk. */
export const choiceView: View<string> = {
  Editor,
  Read,
  Diff,
  saves: ({ prediction, answer }) =>
    prediction && (answer === null || answer === prediction.answer)
      ? `Confirm ${inSentence(prediction.answer)}`
      : prediction
        ? 'Save correction'
        : 'Save answer',
  same: (one, other) => one === other,
}
