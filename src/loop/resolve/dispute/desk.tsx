/** One disagreement: the item, the sides, what was said of it, and the decision. */
import { type ReactNode, useRef, useState } from 'react'
import type { Form, Desk as KindDesk, View } from '../../../kinds/views.ts'
import type { OutputOf } from '../../../platform/endpoint.ts'
import { useCommands } from '../../../ui/keys.ts'
import { Page } from '../../../ui/page.tsx'
import { Badge, Button } from '../../../ui/parts.tsx'
import { inPercent } from '../../../ui/say.ts'
import { EMPTY_DRAFT, EvidenceText, ItemHead, Notice, SAVE, SKIP, UNDO } from '../../review/bench.tsx'
import type { ClaimedTask } from '../../review/contract.ts'
import type { getDispute } from '../contract.ts'
import type { Bench, Frame, Project } from '../page.tsx'
import { Discussion } from './discussion.tsx'
import { DisputeSide } from './side.tsx'
import { OTHER, Sides, UNDECIDABLE } from './sides.tsx'

export type Dispute = OutputOf<typeof getDispute>

/** What the adjudicator is about to say: a side by its number, another answer, or that nobody can tell. */
export type Choice = { by: 'side'; at: number } | { by: 'other' } | { by: 'nobody' } | null

type DeskProps = {
  bench: Bench
  view: View
  form: Form
  project: Project
  task: ClaimedTask
  dispute: Dispute
  /** Why the disagreement that was asked for is not this one. */
  told: string | null
  frame: Frame
}

const useDecision = ({ bench, dispute }: DeskProps) => {
  const [choice, setChoice] = useState<Choice>(null)
  const [answer, setAnswer] = useState<unknown>(null)
  const [reason, setReason] = useState('')
  const saved = useRef(false)
  const chosen = choice?.by === 'side' ? dispute.sides[choice.at]?.answer : choice?.by === 'other' ? answer : null
  // Where nobody can tell, the next reader must at least learn why.
  const can_save = choice?.by === 'nobody' ? reason.trim() !== '' : choice !== null && chosen !== null
  const save = () => {
    if (!can_save || saved.current) return
    saved.current = true
    bench.judge(chosen, { ...EMPTY_DRAFT, answer: chosen, note: reason })
  }
  return { choice, setChoice, answer, setAnswer, reason, setReason, chosen, can_save, save }
}

export type Decision = ReturnType<typeof useDecision>

type WordsProps = Pick<DeskProps, 'view' | 'form' | 'dispute'> & { of: Decision }

const Words = ({ of: { choice, chosen }, view, form, dispute: { sides } }: WordsProps) => {
  if (choice?.by === 'nobody') return 'Decide: cannot be decided'
  if (chosen === null || chosen === undefined)
    return choice === null && sides.length > 0 ? 'Choose a side' : 'Choose an answer'
  return (
    <span className="decide-words">
      Decide: <view.Read answer={chosen} form={form} />
    </span>
  )
}

export const DisputeDesk = (props: DeskProps) => {
  const { bench, view, form, project, task, dispute, told, frame } = props
  const decision = useDecision(props)
  const { choice, can_save, save, setChoice } = decision
  useCommands([
    { ...SAVE, title: 'Decide, next disagreement', run: save },
    { id: 'review.save-typing', key: 'Mod+Enter', title: 'Decide from the reason', run: save, typing: true },
    { ...SKIP, title: 'Decide later', run: bench.skip },
    { id: 'review.clear', key: 'Escape', title: 'Clear my choice', run: () => setChoice(null) },
  ])
  const desk: KindDesk = {
    ...{ input: task.input, form, question: project.guideline.question, prediction: null, suggestion: null },
    ...{ answer: decision.answer, choose: decision.setAnswer, evidence: [] },
  }
  return (
    <Page {...frame} bare side={<DisputeSide {...{ dispute, view, form }} guideline={project.guideline} />}>
      <Notice told={told ?? bench.bench.notice} />
      <section className="item dispute" tabIndex={0} aria-label="The disagreement">
        <div className="reading">
          <ItemHead task={{ ...task, reason: dispute.reason }} />
          {view.Item ? <view.Item {...desk} /> : <EvidenceText text={task.input.text} evidence={[]} />}
          <Machine dispute={dispute} view={view} form={form} />
          <Sides {...{ dispute, view, form, decision }} />
          {choice?.by === OTHER && <view.Editor {...desk} />}
          {choice?.by === UNDECIDABLE && <Reason decision={decision} />}
          <Discussion dispute={dispute} />
        </div>
      </section>
      <DecideBar
        bench={bench}
        words={<Words of={decision} {...{ view, form, dispute }} />}
        can_save={can_save}
        save={save}
      />
    </Page>
  )
}

/** What the model said: a third voice, marked as what it is. */
const Machine = ({
  dispute: { model, answer, confidence, input },
  view,
  form,
}: Pick<DeskProps, 'dispute' | 'view' | 'form'>) =>
  model && (
    <p className="dispute-model">
      <Badge look="model">{model}</Badge> <view.Read answer={answer} form={form} input={input} />{' '}
      {confidence !== null && <span className="quiet figures">{inPercent(confidence)}</span>}
    </p>
  )

const Reason = ({ decision: { reason, setReason } }: { decision: Decision }) => (
  <label className="field">
    <span>Why can it not be decided?</span>
    <textarea
      className="input"
      rows={2}
      maxLength={20_000}
      required
      value={reason}
      onChange={event => setReason(event.target.value)}
    />
  </label>
)

const DecideBar = ({
  bench,
  words,
  can_save,
  save,
}: {
  bench: Bench
  words: ReactNode
  can_save: boolean
  save: () => void
}) => {
  const last = bench.bench.steps.at(-1)
  return (
    <div className="actions" role="toolbar" aria-label="Decide">
      <Button look="plain" command={UNDO} disabled={!last} onClick={bench.undo}>
        Undo
      </Button>
      <p className="actions-last" role="status">
        {last && <span>{`${last.did === 'judge' ? 'Decided' : 'Left for later'}: ${last.task.external_id}`}</span>}
      </p>
      <Button look="plain" command={SKIP} onClick={bench.skip}>
        Decide later
      </Button>
      <Button look="primary" command={SAVE} disabled={!can_save} onClick={save}>
        {words}
      </Button>
    </div>
  )
}
