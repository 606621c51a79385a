import type { Kind, Label } from '../../kinds/index.ts'
import { Refusal } from '../../platform/errors.ts'
import { quantile } from '../../stats/quantile.ts'
import { compileCondition, compilePattern, type Facts } from './conditions.ts'
import type { Assignment, Policy } from './contract.ts'

/** What triage decides for one prediction. */
export type Decision = {
  outcome: 'pass' | 'rule' | 'review'
  answer: unknown
  reason: string
  inclusion_probability: number
  /** Where its task goes; only with outcome review. */
  assignment: Assignment | null
  /** Audited items are judged without sight of the model's answer: the estimate must not lean on it. */
  blind: boolean
}

type Verdict = Policy['rules'][number]['do']
type CompiledRule = {
  name: string
  holds(facts: Facts): boolean
  verdict: Verdict
  /** Whether the answer it gives is one of the project's: it was when it was written, but labels change. */
  stands: boolean
}

export type CompiledPolicy = { version: number; policy: Policy; rules: CompiledRule[] }

/** Compiles a policy. @throws Refusal INVALID naming the rule and what is wrong with it */
export const compilePolicy = (version: number, policy: Policy, kind: Kind, labels: Label[]): CompiledPolicy => {
  const answers = kind.answer(labels)
  const rules = policy.rules.map((rule, index) => {
    const field = `policy.rules.${index}`
    if (rule.when === undefined && rule.matches === undefined) {
      throw new Refusal('INVALID', `${field}: a rule needs a condition`, { field, expected: '"when" or "matches"' })
    }
    const when = rule.when === undefined ? () => true : compileCondition(rule.when, `${field}.when`)
    const matches = rule.matches === undefined ? () => true : compilePattern(rule.matches, `${field}.matches`)
    const stands = rule.do.outcome !== 'rule' || answers.safeParse(rule.do.answer).success
    return { name: rule.name, holds: (facts: Facts) => when(facts) && matches(facts.text), verdict: rule.do, stands }
  })
  return { version, policy, rules }
}

/** Sends a prediction to people, as the policy wishes where `more` does not say otherwise. */
export const toReview = (
  policy: Policy,
  reason: string,
  more: Partial<Assignment> & { pi?: number; blind?: boolean; answer?: unknown } = {},
) => {
  const { pi = 1, blind = false, answer = null, ...assignment } = more
  const set = Object.fromEntries(Object.entries(assignment).filter(([, value]) => value !== undefined))
  return {
    outcome: 'review' as const,
    answer,
    reason,
    inclusion_probability: pi,
    assignment: { ...policy.review, ...set },
    blind,
  }
}

/**
 * The rule that holds first, or a review where it cannot be asked or followed: what cannot be decided goes to people.
 */
const firstRule = ({ rules, policy }: CompiledPolicy, facts: Facts): CompiledRule | Decision | undefined => {
  for (const rule of rules) {
    try {
      if (!rule.holds(facts)) continue
      return rule.stands ? rule : toReview(policy, `rule "${rule.name}" gives an answer that is none any more`)
    } catch (error) {
      const why = (error as Error).message.split('\n')[0]
      return toReview(policy, `rule "${rule.name}" could not be asked: ${why}`)
    }
  }
  return undefined
}

/**
 * The value below which a prediction counts as uncertain, or null where the policy asks for no such review.
 * With a share it is a quantile of the margins of recent traffic.
 */
export const thresholdOf = ({ uncertain }: Policy, recent_margins: number[]): number | null => {
  if (!uncertain) return null
  return 'below' in uncertain ? uncertain.below : quantile(recent_margins, uncertain.share)
}

/** Why a prediction counts as uncertain. A model that told nothing of its certainty leaves this to the audit. */
const doubt = ({ uncertain }: Policy, facts: Facts, threshold: number | null): string | undefined => {
  if (!uncertain || threshold === null) return undefined
  const value = facts[uncertain.measure]
  if (value === null || value >= threshold) return undefined
  return `${uncertain.measure} ${value.toFixed(3)} is below ${threshold.toFixed(3)}`
}

/**
 * Decides what happens to a prediction.
 * @param draw a number in [0, 1) that is fixed for this prediction: whoever asks again gets the same answer
 * @param threshold what `thresholdOf` gives for recent predictions of the same model
 */
export const decide = (
  compiled: CompiledPolicy,
  facts: Facts,
  { draw, threshold }: { draw: number; threshold: number | null },
): Decision => {
  const { policy } = compiled
  const rule = firstRule(compiled, facts)
  if (rule && 'outcome' in rule) return rule
  if (rule?.verdict.outcome === 'review') {
    const { outcome: _, ...assignment } = rule.verdict
    return toReview(policy, `rule "${rule.name}"`, assignment)
  }
  const uncertain = rule ? undefined : doubt(policy, facts, threshold)
  if (uncertain) return toReview(policy, uncertain)
  const pi = policy.audit_share
  const answer = rule?.verdict.outcome === 'rule' ? rule.verdict.answer : null
  if (draw < pi) {
    // What a rule answers is given at once, audited or not: it is kept with the route.
    const more = { ...policy.audit, pi, blind: true, answer }
    return toReview(policy, `random audit of ${(pi * 100).toFixed(1)} %`, more)
  }
  const rest = { answer, inclusion_probability: pi, assignment: null, blind: false }
  if (rule?.verdict.outcome === 'rule') return { outcome: 'rule', reason: `rule "${rule.name}"`, ...rest }
  const reason = rule ? `rule "${rule.name}"` : policy.uncertain ? 'sure enough' : 'nothing asks for a review'
  return { outcome: 'pass', reason, ...rest }
}
