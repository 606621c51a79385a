/** What every figure of monitoring is made of: a number, how sure it is, and what may be said of a change. */
import * as z from 'zod'
import { moment, projectId } from '../../platform/endpoint.ts'

/** A share, or a difference of two, with its 95% interval. Nothing observed: no estimate, and all that is possible. */
export const share = z.object({ estimate: z.number().nullable(), low: z.number(), high: z.number() })
export type Share = z.output<typeof share>

/** A quantity that may be of any size: a bound is null where nothing bounds it. */
export const amount = z.object({
  estimate: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
})
export type Amount = z.output<typeof amount>

/** A change is called better or worse only where its interval leaves zero out. */
export const word = z.enum(['better', 'worse', 'no clear change'])
export type Word = z.output<typeof word>

/** A window; `since` belongs to it, `until` does not. Left out: until now, since when tells the endpoint’s summary. */
export const windowInput = { project_id: projectId, since: moment.optional(), until: moment.optional() }

/** The window that an answer is about. */
export const windowOutput = { since: z.iso.datetime(), until: z.iso.datetime() }
