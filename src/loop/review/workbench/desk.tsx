/** One item on the screen with all that is needed to decide it. */
import { type ReactNode, useMemo, useRef, useState } from 'react'
import type { Evidence, Desk as KindDesk, Said, View } from '../../../kinds/views.ts'
import { useCommands } from '../../../ui/keys.ts'
import { Page, type PageProps } from '../../../ui/page.tsx'
import type { Lesson } from '../../teach/contract.ts'
import type { ClaimedTask } from '../contract.ts'
import type { Bench, Project } from '../page.tsx'
import { Actions } from './actions.tsx'
import { type Draft, EMPTY_DRAFT } from './bench.ts'
import { DiscussDialog, EffectDialog, GuidelineDialog } from './dialogs.tsx'
import { Note, Reasons } from './dock.tsx'
import { type Insights, useInsights } from './insights.ts'
import { EvidenceText, HIGHLIGHTS, ItemHead, Legend } from './item.tsx'
import { DISCUSS, SAVE, SKIP } from './keys.ts'
import {
  BlindPanel,
  EffectPanel,
  FIX,
  FixPanel,
  GUIDELINE,
  LastPanel,
  RulePanel,
  SIMILAR,
  SimilarPanel,
  WhyPanel,
} from './side.tsx'

type DeskProps = {
  project: Project
  bench: Bench
  view: View
  task: ClaimedTask
  frame: Pick<PageProps, 'title' | 'tools' | 'about' | 'tabs'>
  lesson: Lesson | null
  /** Why a jump did not work. */
  told: string | null
}

type Open = 'guideline' | 'similar' | 'discuss' | null

const NO_EVIDENCE: Evidence[] = []

const saidOf = ({ blind, model, answer, scores, confidence }: ClaimedTask): Said | null =>
  blind ? null : { model, answer, scores, confidence }

/** The reason that similar corrections had most often; it is filled in, and one key changes it. */
const likeliestReason = (project: Project, advice: Insights['advice']): string | undefined => {
  const counts = new Map<string, number>()
  for (const { category } of advice?.precedents ?? [])
    if (category) counts.set(category, (counts.get(category) ?? 0) + 1)
  const [first] = [...counts].toSorted(([, one], [, other]) => other - one)
  const known = project.guideline.categories.map(({ name }) => name)
  return first && known.includes(first[0]) ? first[0] : known[0]
}

/** What the reviewer decides, and what follows from it. */
const useDecision = ({ project, bench, view, task }: DeskProps) => {
  const { draft, change } = bench
  const said = useMemo(() => saidOf(task), [task])
  const form = useMemo(
    () => ({ labels: project.guideline.labels, settings: project.guideline.settings }),
    [project.guideline.labels, project.guideline.settings],
  )
  const final = draft.answer ?? said?.answer ?? null
  const lack = final === null ? 'Choose an answer' : (view.lacks?.({ answer: final, form, input: task.input }) ?? null)
  const corrects = said !== null && draft.answer !== null && !view.same(draft.answer, said.answer)
  const insights = useInsights(project.project_id, task, final)
  const category = corrects ? (draft.category ?? likeliestReason(project, insights.advice)) : undefined
  const edit = (said: Partial<Draft>) => change({ type: 'drafted', task_id: task.task_id, draft: said })
  const { suggestion } = insights.advice ?? {}
  // Who confirms sees no field for a note: what was written there before is not theirs to send unseen.
  const has_note = corrects || said === null
  return {
    said,
    form,
    final,
    lack,
    corrects,
    has_note,
    insights,
    category,
    edit,
    suggestion: suggestion?.answer ?? null,
  }
}

type Decision = ReturnType<typeof useDecision>

const useDeskKeys = (
  { bench }: DeskProps,
  {
    decision,
    open,
    save,
    toggle,
  }: { decision: Decision; open: (what: Open) => void; save: () => void; toggle: () => void },
) => {
  const { suggestion, edit, insights } = decision
  useCommands([
    { ...SAVE, title: 'Save, next item', run: save },
    { id: 'review.save-typing', key: 'Mod+Enter', title: 'Save from the note', run: save, typing: true },
    { ...FIX, title: 'Take the suggested fix', run: () => edit({ answer: suggestion }), enabled: suggestion !== null },
    { ...SKIP, title: 'Skip', run: bench.skip },
    { ...DISCUSS, title: 'Discuss or disagree', run: () => open('discuss') },
    { id: 'review.undo-mod', key: 'Mod+KeyZ', title: 'Undo', run: bench.undo },
    { ...HIGHLIGHTS, title: 'Highlights on or off', run: toggle },
    { ...SIMILAR, title: 'View similar items', run: () => open('similar'), enabled: !!insights.effect?.effect },
    { ...GUIDELINE, title: 'Open the guideline', run: () => open('guideline') },
    { id: 'review.clear', key: 'Escape', title: 'Clear my answer', run: () => edit(EMPTY_DRAFT) },
  ])
}

/** The desk of one item saves once: two presses before the next paint must not save twice. */
const useSave = ({ bench }: DeskProps, { final, lack, category, has_note, insights }: Decision) => {
  const saved = useRef(false)
  return () => {
    if (lack !== null || saved.current) return
    saved.current = true
    const note = has_note ? bench.draft.note : ''
    const held_out = insights.effect?.reason === 'held_out'
    bench.judge(final, { ...bench.draft, answer: final, note }, { category, held_out })
  }
}

export const Desk = (props: DeskProps) => {
  const { project, bench, view, task, frame, lesson, told } = props
  const decision = useDecision(props)
  const { said, form, insights, edit, suggestion } = decision
  const [open, setOpen] = useState<Open>(null)
  const [highlights, setHighlights] = useState(true)
  const toggle = () => setHighlights(!highlights)
  const save = useSave(props, decision)
  useDeskKeys(props, { decision, open: setOpen, save, toggle })
  const choose = useChoose(edit)
  const evidence = highlights && insights.why?.available ? insights.why.words : NO_EVIDENCE
  const desk: KindDesk = {
    ...{ input: task.input, form, question: project.guideline.question, prediction: said, suggestion },
    ...{ answer: bench.draft.answer, choose, evidence },
  }
  const dialog = { open, close: () => setOpen(null) }
  const last = bench.bench.steps.at(-1)
  const on = { save, undo: bench.undo, skip: bench.skip, discuss: () => setOpen('discuss') }
  return (
    <Page {...frame} bare side={<Side {...props} decision={decision} desk={desk} lesson={lesson} open={setOpen} />}>
      <Notice told={told ?? bench.bench.notice} />
      <Item view={view} task={task} desk={desk} legend={legendOf(props, insights, { highlights, toggle })} />
      <Dock {...props} decision={decision} desk={desk} />
      <Actions
        {...{ view, form, on, last, doubt: bench.doubt, can_save: decision.lack === null }}
        lesson={lesson?.effect.external_id === last?.task.external_id ? lesson : null}
        saves={decision.lack ?? view.saves({ prediction: said, answer: bench.draft.answer, form })}
      />
      <GuidelineDialog {...dialog} guideline={project.guideline} />
      <EffectDialog {...dialog} effect={insights.effect} />
      <DiscussDialog {...dialog} send={bench.discuss} />
    </Page>
  )
}

type LegendState = { highlights: boolean; toggle: () => void; known: boolean }

/** The legend keeps its place until the reasons are there: what comes late must not push the answers down. */
const legendOf = (
  { project, task }: DeskProps,
  { why }: Insights,
  on: Pick<LegendState, 'highlights' | 'toggle'>,
): LegendState | null =>
  project.kind === 'choice' && !task.blind && why?.available !== false ? { ...on, known: why !== undefined } : null

/** What happened to an item that was on the screen a moment ago. */
export const Notice = ({ told }: { told: string | null }) =>
  told && (
    <p className="notice warn desk-notice" role="alert">
      {told}
    </p>
  )

type DockProps = Pick<DeskProps, 'project' | 'bench' | 'view'> & { decision: Decision; desk: KindDesk }

const Dock = ({ project, bench, view, decision: { corrects, has_note, category, edit }, desk }: DockProps) => (
  <div className="dock">
    <div className="reading">
      <view.Editor {...desk} />
      <Reasons
        categories={project.guideline.categories}
        chosen={category ?? null}
        active={corrects}
        choose={each => edit({ category: each })}
      />
      <Note value={bench.draft.note} write={note => edit({ note })} active={has_note} />
    </div>
  </div>
)

/** One function for the life of the desk, so that rows which did not change are not drawn again. */
const useChoose = (edit: Decision['edit']) => {
  const latest = useRef(edit)
  latest.current = edit
  return useMemo(() => (answer: unknown) => latest.current({ answer }), [])
}

type ItemProps = {
  view: View
  task: ClaimedTask
  desk: KindDesk
  legend: LegendState | null
}

const Item = ({ view, task, desk, legend }: ItemProps) => (
  // What scrolls must be reachable by keyboard.
  <section className="item" tabIndex={0} aria-label="The item">
    <div className="reading">
      <ItemHead task={task} />
      {view.Item ? <view.Item {...desk} /> : <EvidenceText text={task.input.text} evidence={desk.evidence} />}
      {legend && desk.prediction && (
        <Legend
          label={String(desk.prediction.answer)}
          on={legend.highlights}
          known={legend.known}
          toggle={legend.toggle}
        />
      )}
    </div>
  </section>
)

type SideProps = DeskProps & { decision: Decision; desk: KindDesk; open: (what: Open) => void }

const Side = ({ project, view, task, decision, desk, lesson, open }: SideProps): ReactNode => {
  const { said, form, corrects, insights, edit, suggestion, final } = decision
  const names = [final, suggestion, said?.answer].filter(each => typeof each === 'string')
  const rule = <RulePanel text={project.guideline.text} names={names} open={() => open('guideline')} />
  if (!said) {
    return (
      <>
        <BlindPanel said={said} />
        {view.Side && <view.Side {...desk} />}
        {rule}
      </>
    )
  }
  const take = () => edit({ answer: suggestion })
  return (
    <>
      {view.Side && <view.Side {...desk} />}
      {corrects ? (
        <EffectPanel insights={insights} show={() => open('similar')} />
      ) : (
        <FixPanel insights={insights} view={view} form={form} input={task.input} take={take} />
      )}
      {project.kind === 'choice' && <WhyPanel why={insights.why} text={task.input.text} label={String(said.answer)} />}
      <SimilarPanel advice={insights.advice} view={view} form={form} />
      {rule}
      <LastPanel lesson={lesson} />
    </>
  )
}
