/** What lies on the desk of a reviewer: pure state and its changes. Times and keys come in as arguments. */
import type { ClaimedTask } from '../contract.ts'

/** What the reviewer has said of an item so far. */
export type Draft = { answer: unknown; category: string | null; note: string }

/** A step that is taken and can be taken back. */
export type Step = {
  /** Of its parcel in the outbox. */
  key: string
  task: ClaimedTask
  draft: Draft
  did: 'judge' | 'skip' | 'discuss'
  /** Whether models are measured on the item, so that it teaches them nothing. */
  held_out?: boolean
}

export type Bench = {
  /** Claimed tasks: the first is on the screen. */
  items: ClaimedTask[]
  drafts: Readonly<Record<string, Draft>>
  /** The newest last. */
  steps: Step[]
  /** A sentence about what just happened to the item on the screen, such as a claim that was lost. */
  notice: string | null
}

export const EMPTY_DRAFT: Draft = { answer: null, category: null, note: '' }
export const EMPTY_BENCH: Bench = { items: [], drafts: {}, steps: [], notice: null }

/** How many steps can be undone: more than anybody remembers, and still no memory that grows for ever. */
const STEPS_max = 100

export type Change =
  | { type: 'arrived'; tasks: ClaimedTask[]; first?: boolean }
  | { type: 'drafted'; task_id: string; draft: Partial<Draft> }
  | { type: 'done'; step: Step }
  | { type: 'undone'; notice?: string }
  /** A step that can no longer be taken back. */
  | { type: 'sealed'; key: string }
  | { type: 'refenced'; task_id: string; fence: string }
  | { type: 'lost'; task_id: string; notice: string }
  | { type: 'returned'; task: ClaimedTask; draft: Draft; notice: string }

export const draftOf = ({ drafts }: Bench, task_id: string | undefined): Draft =>
  (task_id && drafts[task_id]) || EMPTY_DRAFT

const without = (items: ClaimedTask[], task_id: string) => items.filter(each => each.task_id !== task_id)

const arrive = (bench: Bench, { tasks, first }: Extract<Change, { type: 'arrived' }>): Bench => {
  const known = new Set(bench.items.map(({ task_id }) => task_id))
  const fresh = tasks.filter(({ task_id }) => !known.has(task_id))
  if (!first) return fresh.length > 0 ? { ...bench, items: [...bench.items, ...fresh] } : bench
  const [wanted] = tasks
  return wanted ? { ...bench, notice: null, items: [wanted, ...without(bench.items, wanted.task_id)] } : bench
}

const draft = (bench: Bench, { task_id, draft: said }: Extract<Change, { type: 'drafted' }>): Bench => ({
  ...bench,
  drafts: { ...bench.drafts, [task_id]: { ...draftOf(bench, task_id), ...said } },
})

const finish = (bench: Bench, step: Step): Bench => {
  const { [step.task.task_id]: _, ...drafts } = bench.drafts
  const items = without(bench.items, step.task.task_id)
  return { items, drafts, steps: [...bench.steps, step].slice(-STEPS_max), notice: null }
}

const putBack = (bench: Bench, { task, draft: said }: Pick<Step, 'task' | 'draft'>, notice: string | null): Bench => ({
  ...bench,
  items: [task, ...without(bench.items, task.task_id)],
  drafts: { ...bench.drafts, [task.task_id]: said },
  notice,
})

const undo = (bench: Bench, notice: string | undefined): Bench => {
  const last = bench.steps.at(-1)
  return last ? putBack({ ...bench, steps: bench.steps.slice(0, -1) }, last, notice ?? null) : bench
}

/** The bench after a change. An item never leaves the screen but by what the reviewer did, or because it was lost. */
export const changed = (bench: Bench, change: Change): Bench => {
  switch (change.type) {
    case 'arrived':
      return arrive(bench, change)
    case 'drafted':
      return draft(bench, change)
    case 'done':
      return finish(bench, change.step)
    case 'undone':
      return undo(bench, change.notice)
    case 'sealed':
      return { ...bench, steps: bench.steps.filter(({ key }) => key !== change.key) }
    case 'refenced': {
      const { task_id, fence } = change
      return { ...bench, items: bench.items.map(item => (item.task_id === task_id ? { ...item, fence } : item)) }
    }
    case 'lost': {
      const { task_id, notice } = change
      const onScreen = bench.items[0]?.task_id === task_id
      return { ...bench, items: without(bench.items, task_id), notice: onScreen ? notice : bench.notice }
    }
    case 'returned':
      return putBack(bench, change, change.notice)
  }
}
