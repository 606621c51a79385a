/** The kinds in the browser, each loaded when a project needs it. */
import { use } from 'react'
import type { View } from './view.ts'

export { answerKey } from './answer-keys.ts'
export type { Form, Input } from './kind.ts'
export type { Desk, Evidence, Said, View } from './view.ts'

const loaders: Record<string, () => Promise<View>> = {
  choice: async () => (await import('./choice/view.tsx')).choiceView as View,
  choices: async () => (await import('./choices/view.tsx')).choicesView as View,
  spans: async () => (await import('./spans/view.tsx')).spansView as View,
  text: async () => (await import('./text/view.tsx')).textView as View,
  rating: async () => (await import('./rating/view.tsx')).ratingView as View,
  ranking: async () => (await import('./ranking/view.tsx')).rankingView as View,
  record: async () => (await import('./record/view.tsx')).recordView as View,
}

const loaded = new Map<string, Promise<View>>()

/** The view of a kind; the component waits (Suspense) until it is there. */
export const useView = (kind: string): View => {
  const before = loaded.get(kind)
  if (before) return use(before)
  const load = loaders[kind]
  if (!load) throw new Error(`there is no view of the kind "${kind}"`)
  const loading = load()
  loaded.set(kind, loading)
  return use(loading)
}
