/** Several labels of a list: rows to tick, the model's marked, what the reviewer changed on top. */
import '../choice/view.css'
import './view.css'
import { memo, useMemo, useRef, useState } from 'react'
import { useCommands } from '../../ui/keys.ts'
import { Button, KeyCap } from '../../ui/parts.tsx'
import { answerKey, KEYS_max, keyAt } from '../answer-keys.ts'
import { filtered, LONG, offered, scoreIn } from '../choice/order.ts'
import type { Label } from '../kind.ts'
import { LabelFilter } from '../label-filter.tsx'
import { ModelMark, Question, Score, SuggestedMark, YourMark } from '../marks.tsx'
import type { Desk, View } from '../view.ts'
import { asked, changesOf, isSame, lackIn, type Settings, saves, toggled } from './labels.ts'

type ChoicesDesk = Desk<string[], Settings>

const NONE = { id: 'answer.none', key: 'Digit0', title: 'None of the labels' }

type RowProps = {
  label: Label
  index: number
  score: number | undefined
  checked: boolean
  /** Whether the model gave this label; undefined where nobody may know. */
  said: boolean | undefined
  /** Whether people gave it to items like this one, where that differs from the model. */
  suggested: boolean | undefined
  /** Whether the reviewer's answer is another than the model's. */
  changed: boolean
  /** Whether it has the one tab stop of the group. */
  stop: boolean
  toggle: (name: string) => void
}

const Marks = ({ checked, said, suggested }: Pick<RowProps, 'checked' | 'said' | 'suggested'>) => (
  <span className="choices-marks">
    {checked && said !== true && <YourMark />}
    {said && !checked && <YourMark>Taken off</YourMark>}
    {suggested !== undefined && suggested !== checked && (
      <SuggestedMark>
        {suggested ? (
          'Suggested fix'
        ) : (
          <span>
            <span className="hidden-text">Suggested fix: </span>Take off
          </span>
        )}
      </SuggestedMark>
    )}
    {said && <ModelMark />}
  </span>
)

/** As long as the model's answer stands its labels are its own; after a change what is ticked is the reviewer's. */
const lookOf = ({ checked, said, changed }: Pick<RowProps, 'checked' | 'said' | 'changed'>) =>
  checked ? (said && !changed ? 'model' : 'yours') : said ? 'struck' : ''

const Row = memo(({ label, index, score, stop, toggle, ...row }: RowProps) => {
  const { checked, said, suggested } = row
  const command = keyAt(index)
  return (
    <label className={`choice-row choices-row ${lookOf(row)}`}>
      <input
        type="checkbox"
        className="choices-box"
        checked={checked}
        tabIndex={stop ? 0 : -1}
        onChange={() => toggle(label.name)}
      />
      <span className="choices-cap">{command && <KeyCap of={command} />}</span>
      <span className="choice-name">
        <span>{label.name}</span>
        {label.description && <span className="choice-about">{label.description}</span>}
      </span>
      <Marks checked={checked} said={said} suggested={suggested} />
      {score !== undefined && <Score of={score} is_model={said === true} className="choice-score" />}
    </label>
  )
})

/** The labels on the screen: of a long list the likeliest, and whatever the model, others or the reviewer chose. */
const rowsOf = ({ form, prediction, suggestion, answer }: ChoicesDesk, typed: string, all: Label[]): Label[] => {
  if (form.labels.length < LONG) return all
  const found = filtered(all, typed)
  if (typed.trim()) return found.slice(0, KEYS_max)
  const chosen = new Set([...(prediction?.answer ?? []), ...(suggestion ?? []), ...(answer ?? [])])
  return [...all.slice(0, KEYS_max), ...all.slice(KEYS_max).filter(({ name }) => chosen.has(name))]
}

const boxesIn = (group: HTMLElement | null) => [...(group?.querySelectorAll<HTMLInputElement>('.choices-box') ?? [])]

const useChoicesKeys = (rows: Label[], group: () => HTMLElement | null, act: ReturnType<typeof actsOf>) => {
  const move = (step: number) => {
    const boxes = boxesIn(group())
    const at = boxes.indexOf(document.activeElement as HTMLInputElement)
    boxes[at < 0 ? 0 : Math.min(Math.max(at + step, 0), boxes.length - 1)]?.focus()
  }
  useCommands([
    ...rows.slice(0, KEYS_max).map(({ name }, index) => ({
      ...answerKey(index + 1),
      title: name,
      run: () => act.toggle(name),
    })),
    { ...NONE, run: act.clear },
    { id: 'answer.up', key: 'ArrowUp', title: 'The label above', run: () => move(-1), unlisted: true },
    { id: 'answer.down', key: 'ArrowDown', title: 'The label below', run: () => move(1), unlisted: true },
  ])
}

const actsOf = (desk: () => ChoicesDesk) => ({
  toggle(name: string) {
    const { answer, prediction, form, choose } = desk()
    choose(toggled(answer ?? prediction?.answer ?? [], name, form.labels))
  },
  clear: () => desk().choose([]),
})

/** The rows keep their handlers, and so need not be drawn again when another is ticked. */
const useActs = (desk: ChoicesDesk) => {
  const latest = useRef(desk)
  latest.current = desk
  return useMemo(() => actsOf(() => latest.current), [])
}

const Editor = memo((desk: ChoicesDesk) => {
  const { form, prediction, suggestion, question } = desk
  const [typed, type] = useState('')
  const group = useRef<HTMLDivElement>(null)
  const act = useActs(desk)
  const scores = prediction?.scores ?? null
  const all = useMemo(() => offered(form.labels, scores), [form.labels, scores])
  const rows = rowsOf(desk, typed, all)
  useChoicesKeys(rows, () => group.current, act)
  const said = prediction?.answer
  const answer = desk.answer ?? said ?? []
  const hint = suggestion && changesOf(said ?? [], suggestion)
  const suggestedOf = (name: string) =>
    hint?.added.includes(name) ? true : hint?.removed.includes(name) ? false : undefined
  const isLong = form.labels.length >= LONG
  return (
    <div className="choice">
      <Question right={scores && <span className="mark-scores">Model score</span>}>{question}</Question>
      {isLong && (
        <LabelFilter
          what="label"
          stays
          typed={typed}
          type={type}
          pick={() => rows[0] && act.toggle(rows[0].name)}
          count={all.length}
        />
      )}
      <div ref={group} role="group" aria-labelledby="question" className={`choice-rows ${isLong ? 'long' : ''}`}>
        {rows.map((label, index) => (
          <Row
            key={label.name}
            label={label}
            index={index}
            score={scores ? scoreIn(scores, label.name) : undefined}
            checked={answer.includes(label.name)}
            said={said?.includes(label.name)}
            changed={!said || !isSame(answer, said)}
            suggested={suggestedOf(label.name)}
            stop={index === 0}
            toggle={act.toggle}
          />
        ))}
      </div>
      {rows.length === 0 && <p className="quiet">No label has this name.</p>}
      <Foot form={form} answer={desk.answer} chosen={answer} clear={act.clear} />
    </div>
  )
})

type FootProps = Pick<ChoicesDesk, 'form' | 'answer'> & { chosen: string[]; clear: () => void }

/** How many labels are asked for and how many there are; its place is kept, so that nothing moves. */
const Foot = ({ form, answer, chosen, clear }: FootProps) => {
  const lack = answer ? lackIn(answer, form) : null
  return (
    <div className="choices-foot">
      <span role="status" className={lack ? 'warn' : 'quiet'}>
        {lack ?? `${asked(form)} · ${chosen.length} chosen`}
      </span>
      {!form.settings.min && (
        <Button look="plain" command={NONE} aria-pressed={answer?.length === 0} onClick={clear}>
          None of these
        </Button>
      )}
    </div>
  )
}

type Come = 'kept' | 'added' | 'removed'

const Name = ({ name, come = 'kept' }: { name: string; come?: Come }) => {
  if (come === 'kept') return <span className="badge">{name}</span>
  return come === 'added' ? (
    <ins className="badge human">
      <span className="hidden-text">added</span>
      <span aria-hidden="true">+</span> {name}
    </ins>
  ) : (
    <del className="badge">
      <span className="hidden-text">taken off</span> {name}
    </del>
  )
}

const Read = ({ answer }: { answer: string[] }) =>
  answer.length === 0 ? (
    <span className="quiet">no labels</span>
  ) : (
    <span className="choices-read">
      {answer.map(name => (
        <Name key={name} name={name} />
      ))}
    </span>
  )

const Diff = ({ from, to }: { from: string[] | null; to: string[] }) => {
  if (!from || isSame(from, to)) return <Read answer={to} />
  const { added, removed } = changesOf(from, to)
  return (
    <span className="choices-read">
      {removed.map(name => (
        <Name key={name} name={name} come="removed" />
      ))}
      {to.map(name => (
        <Name key={name} name={name} come={added.includes(name) ? 'added' : 'kept'} />
      ))}
    </span>
  )
}

/** Several labels, none among them where the guideline asks for none. */
export const choicesView: View<string[], Settings> = {
  Editor,
  Read,
  Diff,
  saves: ({ prediction, answer }) => saves(prediction?.answer ?? null, answer),
  lacks: ({ answer, form }) => lackIn(answer, form),
  same: isSame,
}
