/** What helps to decide an item: the model's reasons, what people said of similar ones, what an answer changes. */
import { keepPreviousData, type QueryClient, useQuery } from '@tanstack/react-query'
import type { OutputOf } from '../../../platform/endpoint.ts'
import { readOf } from '../../../ui/call.ts'
import { explainPrediction, getSuggestions } from '../../advise/contract.ts'
import { previewJudgement } from '../../teach/contract.ts'
import type { ClaimedTask } from '../contract.ts'

export type Insights = {
  why: OutputOf<typeof explainPrediction> | undefined
  advice: OutputOf<typeof getSuggestions> | undefined
  effect: OutputOf<typeof previewJudgement> | undefined
  /** Whether the effect of the present answer is still being worked out. */
  checking: boolean
}

const whyOf = (project_id: string, { prediction_id }: ClaimedTask) =>
  readOf(explainPrediction, { project_id, prediction_id })
const adviceOf = (project_id: string, { task_id }: ClaimedTask) => readOf(getSuggestions, { project_id, task_id })
const effectOf = (project_id: string, { task_id }: ClaimedTask, answer: unknown) =>
  readOf(previewJudgement, { project_id, task_id, answer })

/** The two likeliest answers; their effects are looked up before anybody asks. */
const likeliest = ({ scores, answer }: ClaimedTask): unknown[] =>
  scores
    ? Object.entries(scores)
        .toSorted(([, one], [, other]) => other - one)
        .slice(0, 2)
        .map(([label]) => label)
    : [answer]

/** Fetches what helps with an item that waits behind the screen. */
export const prefetch = (client: QueryClient, project_id: string, task: ClaimedTask) => {
  if (task.blind) return
  void client.prefetchQuery(whyOf(project_id, task))
  void client.prefetchQuery(adviceOf(project_id, task))
  for (const answer of likeliest(task)) void client.prefetchQuery(effectOf(project_id, task, answer))
}

/**
 * A correction may change what is known of the items on the desk: what people said of similar ones, and what an answer
 * would teach. One's own is heard of at once; what others say counts from the next item on.
 */
export const renewInsights = (client: QueryClient, { own }: { own: boolean }) => {
  for (const { name } of [getSuggestions, previewJudgement]) {
    void client.invalidateQueries({ queryKey: [name], refetchType: own ? 'active' : 'none' })
  }
}

/** What is known of the item on the screen. `answer` is what would be saved now. */
export const useInsights = (project_id: string, task: ClaimedTask, answer: unknown): Insights => {
  const shown = { enabled: !task.blind, staleTime: 60_000 }
  const why = useQuery({ ...whyOf(project_id, task), ...shown })
  const advice = useQuery({ ...adviceOf(project_id, task), ...shown })
  const effect = useQuery({
    ...effectOf(project_id, task, answer),
    ...shown,
    enabled: !task.blind && answer !== null,
    placeholderData: keepPreviousData,
  })
  const { data, isPlaceholderData, isFetching } = effect
  return { why: why.data, advice: advice.data, effect: data, checking: isFetching && (isPlaceholderData || !data) }
}
