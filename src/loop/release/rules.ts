import { Refusal } from '../../platform/errors.ts'
import { differenceInWords, type Evaluation } from '../evaluate/index.ts'
import type { Gate, Mode } from './contract.ts'
import { type Pinned, passes } from './replace.ts'

/**
 * Lets a model pass that was measured beside the one it would replace and is not worse by `margin` or more, with the
 * certainty of its 95% interval (non-inferiority).
 * @throws Refusal CONFLICT naming the figures
 */
export const passGate = (
  evaluation: Evaluation | undefined,
  { model, baseline, margin }: { model: string; baseline: string; margin: number },
): Gate => {
  const { n = 0, paired = null } = evaluation?.comparison?.result ?? {}
  if (evaluation?.candidate !== model || evaluation.baseline !== baseline || !paired) {
    const message = `"${model}" would replace "${baseline}" and was not measured beside it: evaluate it first`
    throw new Refusal('CONFLICT', message, { field: 'evaluation_id', expected: `${model} against ${baseline}` })
  }
  const gate = { baseline, n, ...paired.accuracy, margin }
  if (passes(gate, margin)) return gate
  const bound = `the lower bound must be above ${(-margin * 100).toFixed(1)}`
  const found = differenceInWords(paired.accuracy)
  const message = `"${model}" against "${baseline}" on ${n} held-out items: ${found}; ${bound}`
  throw new Refusal('CONFLICT', message, { gate })
}

/**
 * The models that are asked about an item, by name: the one that answers, and those whose answer is only kept.
 * @param draw the item's place in [0, 1): fixed, so that a raised share takes the model from nobody
 * @param own the model of the prediction that the caller sent along
 * @returns undefined where nobody can answer: it would be the caller's own model, and no prediction came along
 */
export const choose = (
  release: Pinned | undefined,
  { draw, own }: { draw: number; own: string | null },
): { answering: string; beside: string[] } | undefined => {
  const within = release !== undefined && draw < release.share
  const unseen = release?.mode === 'shadow' ? release.model : null
  const chosen = (within ? release.model : release?.fallback) ?? own
  const answering = unseen === null ? chosen : own !== null && own !== unseen ? own : release?.fallback
  if (answering === null || answering === undefined) return undefined
  const kept = [own, within ? unseen : null].filter(name => name !== null && name !== answering)
  return { answering, beside: [...new Set(kept as string[])] }
}

/** Why everything goes to people in a mode, where it does. */
export const allBecause = (mode: Mode | null): string | undefined =>
  mode === 'reviewed' || mode === 'off' ? `mode ${mode}` : undefined

/**
 * What the caller gets. An audited answer is given all the same: the audit measures the answers that are given, and
 * must not delay them. In mode assisted every answer is a suggestion; the person who decides is the caller's, and
 * triage sends no more to review than it would otherwise.
 */
export const serve = (
  mode: Mode | null,
  { route, predicted }: { route: { outcome: string; answer: unknown; strategy: string | null }; predicted: unknown },
): { answer: unknown; suggestion: unknown; held: boolean } => {
  const answer = route.answer ?? predicted
  const gives = mode === null || mode === 'automated' || mode === 'shadow'
  const audited = route.strategy === 'audit'
  if (gives && (route.outcome !== 'review' || audited)) return { answer, suggestion: null, held: false }
  return { answer: null, suggestion: mode === 'assisted' ? answer : null, held: true }
}
