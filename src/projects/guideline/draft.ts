/** A guideline that is being edited, and what differs between two of them, in words. Pure. */
import { isSame } from '../../ui/merge.ts'
import type { Guideline } from '../contract.ts'

/** What a guideline says, without which version it is. */
export type Content = Pick<Guideline, 'question' | 'labels' | 'settings' | 'categories' | 'text'>

type Named = Content['labels'][number]

export const contentOf = ({ question, labels, settings, categories, text }: Guideline): Content => ({
  question,
  labels,
  settings,
  categories,
  text,
})

/** What was typed as it is sent: without empty rows, and without descriptions of nothing. */
export const tidied = (content: Content): Content => {
  const rows = (list: Named[]): Named[] =>
    list
      .map(({ name, description }) => ({ name: name.trim(), description: description?.trim() || undefined }))
      .filter(({ name, description }) => name !== '' || description !== undefined)
  return { ...content, labels: rows(content.labels), categories: rows(content.categories) }
}

const listChanges = ([what, many]: [string, string], before: Named[], after: Named[]): string[] => {
  const [old, next] = [before, after].map(list => new Map(list.map(each => [each.name, each.description ?? ''])))
  const added = after.filter(({ name }) => !old?.has(name)).map(({ name }) => `${what} “${name}” is new`)
  const gone = before.filter(({ name }) => !next?.has(name)).map(({ name }) => `${what} “${name}” is gone`)
  const told = after
    .filter(({ name, description = '' }) => old?.has(name) && old.get(name) !== description)
    .map(({ name }) => `${what} “${name}” is described in other words`)
  const kept = (list: Named[], other: Map<string, string> | undefined) =>
    list.map(each => each.name).filter(name => other?.has(name))
  const moved = isSame(kept(before, next), kept(after, old)) ? [] : [`${many} stand in another order`]
  return [...added, ...gone, ...told, ...moved]
}

const settingChanges = (before: Content['settings'], after: Content['settings']): string[] => {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const say = (value: unknown) => (typeof value === 'object' ? undefined : String(value ?? 'none'))
  return names
    .filter(name => !isSame(before[name], after[name]))
    .map(name => {
      const [from, to] = [say(before[name]), say(after[name])]
      return from === undefined || to === undefined ? `${name} is another` : `${name} is ${to} instead of ${from}`
    })
}

const lines = (count: number, verb: string) => (count > 0 ? [`${count} ${count === 1 ? 'line' : 'lines'} ${verb}`] : [])

/** Lines of the one that the other has not, each counted as often as it stands there. */
const linesOnlyIn = (text: string, other: string): number => {
  const left = new Map<string, number>()
  for (const line of other.split('\n')) left.set(line, (left.get(line) ?? 0) + 1)
  return text.split('\n').filter(line => {
    const count = left.get(line) ?? 0
    left.set(line, count - 1)
    return count <= 0
  }).length
}

const textChanges = (before: string, after: string): string[] => {
  if (before === after) return []
  const told = [...lines(linesOnlyIn(after, before), 'added'), ...lines(linesOnlyIn(before, after), 'taken out')]
  return [`Text: ${told.join(', ') || 'lines in another order'}`]
}

/** What became of one content in another, a line each; empty where they say the same. */
export const changesOf = (before: Content, after: Content): string[] => [
  ...(before.question === after.question ? [] : [`The question is “${after.question}”`]),
  ...listChanges(['Label', 'Labels'], before.labels, after.labels),
  ...listChanges(['Category', 'Categories'], before.categories, after.categories),
  ...textChanges(before.text, after.text),
  ...settingChanges(before.settings, after.settings),
]
