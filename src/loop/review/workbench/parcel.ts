/** What a reviewer did, on its way to the server. A parcel belongs to its item: it never means "the current one". */
import { call, codeOf, ProblemError } from '../../../ui/call.ts'
import { claimTask, discussTask, giveJudgement, skipTask, withdrawJudgement } from '../contract.ts'

export type Deed =
  | { do: 'judge'; answer: unknown; category?: string; rationale?: string; seconds: number }
  | { do: 'skip' }
  | { do: 'discuss'; text: string }
  /** Takes back the judgement that the parcel of this key gave. */
  | { do: 'withdraw'; of: string }

export type Parcel = {
  /** Also its Idempotency-Key: sent twice, it happens once. */
  key: string
  project_id: string
  task_id: string
  fence: string
  desk: string
  /** What it is about, for the list of what could not be saved. */
  about: string
  deed: Deed
  /** What cannot be taken back once it is sent waits until then (ms since 1970). */
  not_before?: number
  /** Why the server refused it, in words; nothing is sent again by itself. */
  refused?: string
}

/** What became of a parcel that was delivered. */
export type Receipt = { key: string; task_id: string; judgement_id?: string; fence?: string }

const deliverDeed = async (
  { key, project_id, task_id, fence, desk, deed }: Parcel,
  judgementOf: (key: string) => string | undefined,
): Promise<Partial<Receipt>> => {
  const held = { project_id, task_id, fence }
  const attempt = { key, tries_max: 1 }
  switch (deed.do) {
    case 'judge': {
      const { do: _, ...said } = deed
      return { judgement_id: (await call(giveJudgement, { ...held, ...said }, attempt)).id }
    }
    case 'skip':
      await call(skipTask, held, attempt)
      return {}
    case 'discuss':
      await call(discussTask, { ...held, text: deed.text }, attempt)
      return {}
    case 'withdraw': {
      const judgement_id = judgementOf(deed.of)
      // The judgement was never given: there is nothing to take back.
      if (!judgement_id) return {}
      return { fence: (await call(withdrawJudgement, { project_id, judgement_id, desk }, attempt)).fence }
    }
  }
}

/**
 * Delivers a parcel. A claim that ran out is claimed again first, where nobody else has taken the item meanwhile.
 * @throws ProblemError what the server refused; TypeError where it cannot be reached
 */
export const deliver = async (parcel: Parcel, judgementOf: (key: string) => string | undefined): Promise<Receipt> => {
  const { key, task_id, project_id, desk } = parcel
  try {
    return { key, task_id, ...(await deliverDeed(parcel, judgementOf)) }
  } catch (error) {
    if (codeOf(error) !== 'LEASE_LOST') throw error
    const { fence } = await call(claimTask, { project_id, task_id, desk }, { tries_max: 1 })
    // A new key: under the old one the server would give the old refusal again.
    const again = { ...parcel, fence, key: `${key.slice(0, 35)}-${fence}` }
    return { key, task_id, ...(await deliverDeed(again, judgementOf)) }
  }
}

/** Whether an error passes by itself, so that the parcel waits instead of coming back. */
export const passes = (error: unknown): 'offline' | 'signed-out' | false => {
  if (!(error instanceof ProblemError)) return 'offline'
  const { status } = error.problem
  if (status === 401) return 'signed-out'
  return status >= 500 || status === 429 || status === 408 ? 'offline' : false
}
