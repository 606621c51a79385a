/** The workbench as one hook: what lies on the desk, and what a reviewer can do with it. */
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useReducer, useRef, useState } from 'react'
import { call } from '../../../ui/call.ts'
import { now } from '../../../ui/clock.ts'
import { useCommands } from '../../../ui/keys.ts'
import { inPercent } from '../../../ui/say.ts'
import { getDoubt } from '../../advise/contract.ts'
import { type ClaimedTask, getProgress } from '../contract.ts'
import { type Change, changed, type Draft, draftOf, EMPTY_BENCH, type Step } from './bench.ts'
import { prefetch } from './insights.ts'
import { UNDO } from './keys.ts'
import { useOutbox } from './outbox.ts'
import type { Deed, Parcel } from './parcel.ts'
import { useSupply } from './supply.ts'

/** What can't be taken back on the server waits here so long. */
const REGRET_ms = 8000

/** How long an item has been before the reviewer's eyes, in seconds. */
const useSeconds = (task_id: string | undefined) => {
  const since = useRef(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new item starts the watch
  useEffect(() => {
    since.current = performance.now()
  }, [task_id])
  return () => Math.min((performance.now() - since.current) / 1000, 3600)
}

const chanceOf = (probability: number) => (probability < 0.001 ? 'less than 0.1%' : inPercent(probability))

/** Whether the answer just given looks like a slip. */
const useDoubt = (project_id: string) => {
  const [doubt, setDoubt] = useState<string | null>(null)
  const ask = async (judgement_id: string) => {
    const { doubt: found } = await call(getDoubt, { project_id, judgement_id }, { tries_max: 1 })
    setDoubt(found && `Are you sure? ${found.model} gives this ${chanceOf(found.probability)}. Z takes it back.`)
  }
  return { doubt, ask: (judgement_id: string) => void ask(judgement_id).catch(() => {}), forget: () => setDoubt(null) }
}

/** How many answers the server has more (1, or -1 for one that it gave back), and since when (ms since 1970). */
type Counted = { at: number; by: number }

/** Answers that what was last asked of the day may not know yet: more are not on their way at once. */
const COUNTED_max = 20

/** Asks for the day's count anew, and keeps what changes in it until that is there: it must not fall back meanwhile. */
const useCounted = () => {
  const client = useQueryClient()
  const [counted, setCounted] = useState<Counted[]>([])
  const count = (by: number) => {
    setCounted(before => [...before, { at: now(), by }].slice(-COUNTED_max))
    void client.invalidateQueries({ queryKey: [getProgress.name] })
  }
  return { counted, count }
}

const aboutOf = ({ external_id, input }: ClaimedTask) => `${external_id}: ${input.text.slice(0, 120)}`

/** Parcels out, receipts in: what was taken back while it was on its way is withdrawn as soon as it has arrived. */
const usePosting = ({ project_id, person_id, change }: { project_id: string; person_id: string; change: Changing }) => {
  const { counted, count } = useCounted()
  const doubt = useDoubt(project_id)
  const desk = useRef('')
  const regretted = useRef(new Set<string>())
  const outbox = useOutbox(`${person_id}/${project_id}`, ({ key, judgement_id, fence, task_id }, { deed }) => {
    if (fence) change({ type: 'refenced', task_id, fence })
    count(judgement_id ? 1 : fence ? -1 : 0)
    if (deed.do === 'skip' || deed.do === 'discuss') change({ type: 'sealed', key })
    if (!judgement_id) return
    if (regretted.current.delete(key)) post({ task_id, fence: '0', about: '' }, { do: 'withdraw', of: key })
    else doubt.ask(judgement_id)
  })
  const post = ({ task_id, fence, about }: Pick<Parcel, 'task_id' | 'fence' | 'about'>, deed: Deed, delay_ms = 0) => {
    const key = crypto.randomUUID()
    const not_before = delay_ms > 0 ? { not_before: now() + delay_ms } : {}
    outbox.outbox.post({ key, project_id, task_id, fence, about, desk: desk.current, deed, ...not_before })
    return key
  }
  const regret = ({ key, task }: Step) => {
    doubt.forget()
    if (outbox.outbox.recall(key)) regretted.current.add(key)
    else post({ ...task, about: aboutOf(task) }, { do: 'withdraw', of: key })
  }
  return { outbox, counted, doubt, desk, post, regret }
}

/** Stands here and not beside the item: a step is taken back while the next one loads, and after the last one too. */
const useUndo = (last: Step | undefined, take_back: (last: Step) => void) => {
  const undo = () => last && take_back(last)
  useCommands([{ ...UNDO, title: 'Undo', run: undo }])
  return undo
}

type Changing = (change: Change) => void

/** @param stage which tasks: a reviewer's, or disputes for an adjudicator */
export const useBench = (project_id: string, person_id: string, stage: ClaimedTask['stage'] = 'review') => {
  const [bench, change] = useReducer(changed, EMPTY_BENCH)
  const { outbox, counted, doubt, desk, post, regret } = usePosting({ project_id, person_id, change })
  const sending = outbox.waiting.map(({ task_id }) => task_id)
  const supply = useSupply({ project_id, stage, bench, change, sending })
  desk.current = supply.desk ?? ''
  const task = bench.items[0]
  const draft = draftOf(bench, task?.task_id)
  const seconds = useSeconds(task?.task_id)
  usePrefetch(project_id, bench.items)
  const finish = (did: Step['did'], deed: Deed, said: Draft, held_out = false) => {
    if (!task) return
    doubt.forget()
    const key = post({ ...task, about: aboutOf(task) }, deed, did === 'judge' ? 0 : REGRET_ms)
    change({ type: 'done', step: { key, task, draft: said, did, held_out } })
  }
  const undo = useUndo(bench.steps.at(-1), last => {
    regret(last)
    change({ type: 'undone' })
  })
  return {
    ...{ bench, task, draft, outbox, counted, supply, undo },
    change: useCallback((each: Change) => change(each), []),
    doubt: doubt.doubt,
    judge: (answer: unknown, said: Draft, { category, held_out }: Beside = {}) =>
      finish('judge', judgement(answer, said, { category, seconds: seconds() }), said, held_out),
    skip: () => finish('skip', { do: 'skip' }, draft),
    discuss: (text: string) => finish('discuss', { do: 'discuss', text }, draft),
  }
}

/** What goes with an answer: why the model was wrong, and whether the item only measures. */
type Beside = { category?: string | undefined; held_out?: boolean }

type Given = { category: string | undefined; seconds: number }

const judgement = (answer: unknown, { note }: Draft, { category, seconds }: Given): Deed => ({
  do: 'judge',
  answer,
  ...(category !== undefined && { category }),
  ...(note.trim() && { rationale: note.trim() }),
  seconds: Math.round(seconds * 10) / 10,
})

/** Looks up what helps with the items behind the screen, once each. */
const usePrefetch = (project_id: string, items: ClaimedTask[]) => {
  const client = useQueryClient()
  const seen = useRef(new Set<string>())
  useEffect(() => {
    for (const item of items) {
      if (seen.current.has(item.task_id)) continue
      seen.current.add(item.task_id)
      prefetch(client, project_id, item)
    }
  }, [client, project_id, items])
}
