import { hash } from 'node:crypto'
import type { Input, Kind, Label } from '../../kinds/index.ts'
import { canonical } from '../../ledger/canonical.ts'
import { hashUnit } from '../../stats/random.ts'
import { checkAnswer, errorOf, itemOf, type Raw, type RowError, type RowSchemas, unreadable } from '../ingest/index.ts'
import { type Change, exampleRow, type Finding, type Split } from './contract.ts'

/** A known answer that passed its checks. */
export type KnownAnswer = { row: number; item: ReturnType<typeof itemOf>; answer: unknown }

/** A known answer as it came: what it says, or the first thing that is wrong with it. */
export const checkExample = (raw: Raw, schemas: RowSchemas): KnownAnswer | RowError => {
  const spoiled = unreadable(raw)
  if (spoiled) return spoiled
  const parsed = exampleRow.safeParse(raw.value)
  if (!parsed.success) return errorOf(raw, parsed.error)
  const fitting = checkAnswer(raw, parsed.data, schemas)
  return 'answer' in fitting ? { row: raw.row, item: itemOf(parsed.data), answer: fitting.answer } : fitting
}

/** Whether two answers are the same, as the project's kind sees it. */
type Same = (one: unknown, other: unknown) => boolean

/**
 * Splits known answers into what is new and what contradicts another row: of two answers for one item in one request
 * nobody can know which is meant. The rest was known already.
 * @param ids the item of each row
 * @param known the answer brought along before, by item
 */
export const newAnswers = (
  rows: KnownAnswer[],
  ids: string[],
  { known, same }: { known: Map<string, unknown>; same: Same },
) => {
  const said = new Map<string, unknown>()
  const fresh: { item_id: string; answer: unknown }[] = []
  const errors: RowError[] = []
  rows.forEach(({ row, item: { external_id }, answer }, index) => {
    const item_id = ids[index] as string
    if (!said.has(item_id)) {
      said.set(item_id, answer)
      if (!known.has(item_id) || !same(known.get(item_id), answer)) fresh.push({ item_id, answer })
    } else if (!same(said.get(item_id), answer)) {
      const expected = 'one answer for an item'
      errors.push({ row, external_id, code: 'CONFLICT', field: 'answer', expected })
    }
  })
  return { fresh, errors }
}

type Why = { category: string | null; rationale: string | null }

/**
 * Why the model was wrong, from those who gave the answer that stands (oldest first): the category most of them name,
 * of equals the latest, and the latest rationale given for it.
 */
export const whyOf = (said: Why[]): Why => {
  const votes = new Map<string, number>()
  let category: string | null = null
  for (const each of said) {
    if (each.category === null) continue
    const count = (votes.get(each.category) ?? 0) + 1
    votes.set(each.category, count)
    if (category === null || count >= (votes.get(category) as number)) category = each.category
  }
  const explained = said.filter(each => each.rationale !== null)
  const best = explained.findLast(each => each.category === category) ?? explained.at(-1)
  return { category, rationale: best?.rationale ?? null }
}

/** A text without what does not tell two questions apart: case, width, and the number of blanks. */
export const normalise = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()

/** What texts of the same normal form have in common: SHA-256 in base64. */
export const textKey = (text: string): string => hash('sha256', normalise(text), 'base64')

type Placed = { input: { text: string }; group_key: string | null }

/**
 * The side an item stands on. It depends on its group alone (or, without one, on its text), so that a group never
 * crosses, nor do two items of the same text, and no item changes sides when others come or go. A larger share only
 * moves items from train to holdout.
 */
export const splitOf = ({ input, group_key }: Placed, split: { seed: string; holdout_share: number }): Split => {
  const group = group_key === null ? `text:${normalise(input.text)}` : `group:${group_key}`
  return hashUnit(`${split.seed}:${group}`) < split.holdout_share ? 'holdout' : 'train'
}

/** Whether what was answered to one input may be said of another of the same text: not where it points into it. */
export const speaksOf = (kind: Kind, one: Input, other: Input): boolean =>
  !kind.local || canonical(one) === canonical(other)

/** What validation needs of a line. */
export type Candidate = { external_id: string; input: Input; answer: unknown; split: Split }

/**
 * What must have one answer: a text. Answers that are no class may speak of all that stands beside it too (options, an
 * answer to rate), and those only have to agree where that is the same.
 */
const askedOf = ({ input }: Candidate, kind: Kind): string => {
  const text = normalise(input.text)
  if (kind.classOf) return text
  return canonical(kind.local ? input : { ...input, text })
}

const EXAMPLES_max = 10

const findingOf = (code: Finding['code'], found: string[], count = found.length): Finding[] => {
  const severe = code === 'empty' || code === 'contradiction' || code === 'leakage'
  return count === 0 ? [] : [{ code, severe, count, examples: found.slice(0, EXAMPLES_max) }]
}

/** What is wrong with lines that are about to be frozen. */
export const validate = (lines: Candidate[], { kind, labels }: { kind: Kind; labels: Label[] }): Finding[] => {
  const contradictions: string[] = []
  const leaks: string[] = []
  const duplicates: string[] = []
  for (const [first, ...rest] of Map.groupBy(lines, line => normalise(line.input.text)).values()) {
    if (!first || rest.length === 0) continue
    if (rest.some(line => line.split !== first.split)) leaks.push(first.external_id)
  }
  for (const [first, ...rest] of Map.groupBy(lines, line => askedOf(line, kind)).values()) {
    if (!first || rest.length === 0) continue
    if (rest.some(line => kind.distance(line.answer, first.answer) > 0)) contradictions.push(first.external_id)
    else duplicates.push(first.external_id)
  }
  const trained = new Map<string, number>()
  for (const { split, answer } of lines) {
    const name = kind.classOf?.(answer)
    if (split === 'train' && name !== undefined) trained.set(name, (trained.get(name) ?? 0) + 1)
  }
  const classes = kind.classOf ? labels.map(label => label.name) : []
  const taught = (times: number) => classes.filter(name => (trained.get(name) ?? 0) === times)
  return [
    ...findingOf('empty', [], lines.length === 0 ? 1 : 0),
    ...findingOf('contradiction', contradictions),
    ...findingOf('leakage', leaks),
    ...findingOf('duplicate', duplicates),
    ...findingOf('missing_class', taught(0)),
    ...findingOf('thin_class', taught(1)),
  ]
}

/** A line of one version, as far as telling a change needs it. */
export type Side = { answer: unknown; split: Split } | null

/** What happened to a line that is not the same any more. */
export const changeOf = (before: Side, after: Side): Change => {
  if (!before) return 'added'
  if (!after) return 'removed'
  if (canonical(before.answer) !== canonical(after.answer)) return 'changed'
  return before.split === after.split ? 'renewed' : 'moved'
}
