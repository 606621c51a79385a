/** The labels that a selection can be given. */
import { memo, useMemo, useState } from 'react'
import { type Command, useCap, useCommands } from '../../ui/keys.ts'
import { KeyCap } from '../../ui/parts.tsx'
import { answerKey, KEYS_max } from '../answer-keys.ts'
import { filtered } from '../choice/order.ts'
import type { Label } from '../kind.ts'
import { LabelFilter } from '../label-filter.tsx'
import { type SpansDesk, stretchOf, useWork, type Work } from './bench.ts'
import { labelled, labelledToo, removed, spansAt } from './edits.ts'
import { NEXT } from './item.tsx'
import { looksOf } from './style.ts'
import { excerptOf } from './words.ts'

const REMOVE = { id: 'spans.remove', key: 'Backspace' }
const EMPTY = { id: 'spans.none', key: 'Digit0' }

/** Gives the selection a label, a second one, or takes its span away. */
const actsOn = ({ selected, held, answer, edit }: Work) => ({
  label(name: string) {
    if (selected) edit(labelled(answer, selected, name, held), { ...selected, label: name })
  },
  labelToo(name: string) {
    if (selected) edit(labelledToo(answer, selected, name), { ...selected, label: name })
  },
  remove() {
    if (selected) edit(removed(answer, selected, held))
  },
})

const useLabelKeys = (shown: Label[], work: Work) => {
  const { label, labelToo, remove } = actsOn(work)
  const enabled = work.selected !== null
  useCommands([
    ...shown.flatMap(({ name }, index): Command[] => [
      { ...answerKey(index + 1), title: `Label as ${name}`, run: () => label(name), enabled },
      {
        id: `spans.too.${index + 1}`,
        key: `Shift+Digit${index + 1}`,
        title: 'Give the selection this label too',
        run: () => labelToo(name),
        enabled,
        unlisted: index > 0,
      },
    ]),
    { ...REMOVE, title: 'Remove the span', run: remove, enabled },
  ])
}

/** In a blind task: there is nothing to label, which is an answer too. */
const None = ({ desk: { answer, choose } }: { desk: SpansDesk }) => {
  const pressed = answer?.length === 0
  const toggle = () => choose(pressed ? null : [])
  useCommands([{ ...EMPTY, title: 'There is nothing to label', run: toggle }])
  return (
    <button type="button" className="chip spans-label" aria-pressed={pressed} onClick={toggle}>
      <KeyCap of={EMPTY} />
      Nothing to label
    </button>
  )
}

const Keys = () => {
  const next = useCap(NEXT)
  return (
    <p id="spans-keys" className="spans-keys">
      Move by word with <kbd className="keycap">←</kbd> <kbd className="keycap">→</kbd>, extend with{' '}
      <kbd className="keycap">⇧</kbd>
      {next && (
        <>
          , jump to the next span with <kbd className="keycap">{next}</kbd>
        </>
      )}
    </p>
  )
}

type ChipsProps = { shown: Label[]; desk: SpansDesk; work: Work; looks: ReadonlyMap<string, string> }

const Chips = ({ shown, desk, work, looks }: ChipsProps) => {
  const { label, remove } = actsOn(work)
  const { selected, answer } = work
  const there = new Set(selected && spansAt(answer, selected).map(span => span.label))
  return (
    <fieldset className="spans-labels" aria-labelledby="spans-head">
      {shown.map(({ name, description }, index) => (
        <button
          type="button"
          key={name}
          className={`chip spans-label ${looks.get(name)}`}
          aria-pressed={there.has(name)}
          aria-disabled={!selected}
          title={description}
          onClick={() => label(name)}
        >
          <KeyCap of={answerKey(index + 1)} />
          <i className="spans-swatch" />
          <span className="spans-name">{name}</span>
        </button>
      ))}
      <button type="button" className="chip spans-label" aria-disabled={!selected} onClick={remove}>
        <KeyCap of={REMOVE} />
        Remove
      </button>
      {!desk.prediction && answer.length === 0 && <None desk={desk} />}
    </fieldset>
  )
}

export const Editor = memo((desk: SpansDesk) => {
  const { labels } = desk.form
  const work = useWork(desk)
  const [typed, type] = useState('')
  const looks = useMemo(() => looksOf(labels), [labels])
  const shown = filtered(labels, typed).slice(0, KEYS_max)
  useLabelKeys(shown, work)
  const { selection } = work.state
  const [first] = shown
  return (
    <div className="spans-editor">
      <div className="spans-head">
        <h2 id="spans-head">Label the selection</h2>
        <span className="spans-selected">
          {selection ? `“${excerptOf(desk.input.text, stretchOf(selection))}”` : 'Nothing is selected'}
        </span>
      </div>
      {labels.length > KEYS_max && (
        <LabelFilter
          what="label"
          typed={typed}
          type={type}
          pick={() => first && actsOn(work).label(first.name)}
          count={labels.length}
        />
      )}
      <Chips shown={shown} desk={desk} work={work} looks={looks} />
      {shown.length === 0 && <p className="quiet">No label has this name.</p>}
      <Keys />
    </div>
  )
})
