import { serve } from './serve.ts'

/** `errata work`: the background work alone, beside processes that serve. */
export const run = (): Promise<number> => serve(new Set(['work', 'learn']))
