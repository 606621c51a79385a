import { hash } from 'node:crypto'
import type { Form, Kind } from '../../kinds/index.ts'
import { canonical } from '../../ledger/canonical.ts'
import { Refusal } from '../../platform/errors.ts'
import { quantile } from '../../stats/quantile.ts'
import { hashUnit } from '../../stats/random.ts'
import { compileCondition, compilePattern, type Facts } from './conditions.ts'
import type { Assignment, Policy, PolicyVersion, Route } from './contract.ts'
import { type Candidate, strategies } from './strategies/index.ts'

/** What triage decides for one prediction. */
export type Decision = {
  outcome: 'pass' | 'rule' | 'review'
  answer: unknown
  reason: string
  /** What sends it to people; only with outcome review. */
  strategy: Route['strategy']
  inclusion_probability: number
  /** Where its task goes; only with outcome review. */
  assignment: Assignment | null
  /** Audited items are judged without sight of the model's answer: the estimate must not lean on it. */
  blind: boolean
}

type Verdict = Policy['rules'][number]['do']
type CompiledRule = {
  name: string
  /** What it says in a route. */
  reason: string
  holds(facts: Facts): boolean
  verdict: Verdict
  /** Whether the answer it gives is one of the project's: it was when it was written, but labels change. */
  stands: boolean
}

export type CompiledPolicy = {
  version: number
  policy: Policy
  suspended: PolicyVersion['suspended']
  rules: CompiledRule[]
  /** Of `holdsOf`. */
  holds: string
  kind: Kind
  isAnswer(value: unknown): boolean
  /** Whether an answer can be one to this item. */
  fits(answer: unknown, facts: Facts): boolean
}

/** What was certified of the model that answers, and for a policy that `holdsOf` what; null where nothing is valid. */
export type Certified = { threshold: number; holds: string } | null

/** An erratum in force of exactly the text that is decided. */
export type Precedent = { id: string; answer: unknown }

/** Which answers a policy keeps from being given, as a digest: versions with the same one leave the same answers. */
export const holdsOf = ({ policy, suspended }: Pick<PolicyVersion, 'policy' | 'suspended'>): string => {
  const { rules, uncertain = null, errata_override } = policy
  return hash('sha256', canonical({ rules, uncertain, errata_override, since: suspended?.at ?? null }))
}

/** Compiles a policy. @throws Refusal INVALID naming the rule and what is wrong with it */
export const compilePolicy = (
  { version, policy, suspended }: Pick<PolicyVersion, 'version' | 'policy' | 'suspended'>,
  kind: Kind,
  form: Form,
): CompiledPolicy => {
  const answers = kind.answer(form)
  const rules = policy.rules.map((rule, index) => {
    const field = `policy.rules.${index}`
    if (rule.when === undefined && rule.matches === undefined) {
      throw new Refusal('INVALID', `${field}: a rule needs a condition`, { field, expected: '"when" or "matches"' })
    }
    const when = rule.when === undefined ? () => true : compileCondition(rule.when, `${field}.when`)
    const matches = rule.matches === undefined ? () => true : compilePattern(rule.matches, `${field}.matches`)
    const given = rule.do.outcome === 'rule' ? answers.safeParse(rule.do.answer) : undefined
    const stands = given?.success !== false
    const verdict = given?.success ? { outcome: 'rule' as const, answer: given.data } : rule.do
    const holds = (facts: Facts) => when(facts) && matches(facts.text)
    return { name: rule.name, reason: `rule "${rule.name}"`, holds, verdict, stands }
  })
  return {
    version,
    policy,
    suspended,
    holds: holdsOf({ policy, suspended }),
    rules,
    kind,
    isAnswer: value => answers.safeParse(value).success,
    fits: (answer, { input, text }) => kind.misfit(answer, { ...input, text }, form) === null,
  }
}

/** Sends a prediction to people, as the policy wishes where `more` does not say otherwise. */
export const toReview = (
  policy: Policy,
  { strategy, reason }: { strategy: NonNullable<Route['strategy']>; reason: string },
  more: Partial<Assignment> & { pi?: number; blind?: boolean; answer?: unknown } = {},
): Decision => {
  const { pi = 1, blind = false, answer = null, ...assignment } = more
  const set = Object.fromEntries(Object.entries(assignment).filter(([, value]) => value !== undefined))
  return {
    outcome: 'review',
    answer,
    reason,
    strategy,
    inclusion_probability: pi,
    assignment: { ...policy.review, ...set },
    blind,
  }
}

/**
 * The rule that holds first, or a review where it cannot be asked or followed: what cannot be decided goes to people.
 */
const firstRule = ({ rules, policy, fits }: CompiledPolicy, facts: Facts): CompiledRule | Decision | undefined => {
  for (const rule of rules) {
    try {
      if (!rule.holds(facts)) continue
      const { verdict, stands } = rule
      const fitting = stands && (verdict.outcome !== 'rule' || fits(verdict.answer, facts))
      if (fitting) return rule
      const why = stands ? 'that does not fit this item' : 'that is none any more'
      return toReview(policy, { strategy: 'rule', reason: `rule "${rule.name}" gives an answer ${why}` })
    } catch (error) {
      const why = (error as Error).message.split('\n')[0]
      return toReview(policy, { strategy: 'rule', reason: `rule "${rule.name}" could not be asked: ${why}` })
    }
  }
  return undefined
}

/** What the policy's strategy gives each of some predictions that came together; the higher, the sooner reviewed. */
export const scoresOf = ({ policy, kind }: CompiledPolicy, batch: Candidate[]): (number | null)[] => {
  const { uncertain } = policy
  if (!uncertain) return batch.map(() => null)
  const share = 'share' in uncertain ? uncertain.share : 1
  return strategies[uncertain.strategy](batch, { share, distance: kind.distance })
}

/**
 * The score above which a prediction counts as uncertain, or null where the policy asks for no such review.
 * With a share it is a quantile of the scores of recent traffic.
 */
export const thresholdOf = ({ uncertain }: Policy, recent_scores: number[]): number | null => {
  if (!uncertain) return null
  return 'below' in uncertain ? 1 - uncertain.below : quantile(recent_scores, 1 - uncertain.share)
}

/** The place of a prediction in [0, 1): it is audited where this is below the audit's share. Fixed for good. */
export const auditDraw = (project_id: string, prediction_id: string): number =>
  hashUnit(`audit:${project_id}:${prediction_id}`)

/** What a prediction is decided by, beside the policy and what it says itself. */
export type Drawn = {
  /** Of `auditDraw`: whoever asks again gets the same answer. */
  draw: number
  /** Of `scoresOf`. */
  score: number | null
  /** Of `thresholdOf`, for recent predictions of the same model. */
  threshold: number | null
  /** Only where the answer may be given at once. */
  certified?: Certified | undefined
  /** What people said of the same text. */
  erratum?: Precedent | undefined
}

/** Why a prediction counts as uncertain. A model that told nothing of its certainty leaves this to the audit. */
const doubt = ({ policy, suspended }: CompiledPolicy, { score, threshold }: Drawn): Decision | undefined => {
  if (!policy.uncertain || suspended || score === null || threshold === null || score <= threshold) return undefined
  const { strategy } = policy.uncertain
  const sure = strategy === 'margin' || strategy === 'confidence'
  const [value, bound] = [score, threshold].map(each => (sure ? 1 - each : each).toFixed(3))
  return toReview(policy, { strategy, reason: `${strategy} ${value} is ${sure ? 'below' : 'above'} ${bound}` })
}

/** The certified threshold that the policy relies on: null where none holds, undefined where it asks for none. */
const thresholdCertified = ({ policy, holds }: CompiledPolicy, { certified }: Drawn): number | null | undefined => {
  if (!policy.automate || certified === undefined) return undefined
  return certified?.holds === holds ? certified.threshold : null
}

/** Why an answer is not covered by the certificate that the policy relies on. */
const uncovered = (compiled: CompiledPolicy, confidence: number | null, drawn: Drawn): Decision | undefined => {
  const threshold = thresholdCertified(compiled, drawn) ?? null
  if (threshold === null || (confidence !== null && confidence >= threshold)) return undefined
  const told = confidence === null ? 'no confidence' : `confidence ${confidence.toFixed(3)}`
  const reason = `${told}: below the certified threshold ${threshold.toFixed(3)}`
  return toReview(compiled.policy, { strategy: 'certificate', reason })
}

/**
 * The rule that decides, or the erratum in its place: what people said of the same text stands before the model and
 * before a rule that lets it pass. A rule that answers, or that asks people, is the team's word on such cases.
 */
const ruleOr = (
  { policy, isAnswer, fits }: CompiledPolicy,
  { rule, facts }: { rule: CompiledRule | undefined; facts: Facts },
  erratum: Precedent | undefined,
): CompiledRule | undefined => {
  if (rule && rule.verdict.outcome !== 'pass') return rule
  if (!erratum || !policy.errata_override || !isAnswer(erratum.answer) || !fits(erratum.answer, facts)) return rule
  const name = `erratum ${erratum.id}`
  return { name, reason: name, holds: () => true, verdict: { outcome: 'rule', answer: erratum.answer }, stands: true }
}

/** The share of what is left that is drawn for review in place of a suspended strategy. */
const shareAtRandom = ({ policy, suspended }: CompiledPolicy): number =>
  suspended && policy.uncertain && 'share' in policy.uncertain ? policy.uncertain.share : 0

/** Why nobody is asked about an answer of the model. */
const calm = ({ policy, suspended }: CompiledPolicy, rule: CompiledRule | undefined): string => {
  if (rule) return rule.reason
  if (suspended) return `not drawn: ${suspended.strategy} is suspended`
  return policy.uncertain ? 'sure enough' : 'nothing asks for a review'
}

const percent = (share: number) => `${(share * 100).toFixed(1)}%`

/**
 * What no rule sends to people and no doubt: a random part of it is audited, and one more part where a strategy is
 * suspended. One draw decides both, so the inclusion probability of all of it is the sum of the two shares.
 */
const sample = (compiled: CompiledPolicy, rule: CompiledRule | undefined, drawn: Drawn): Decision => {
  const { policy, suspended } = compiled
  const { draw } = drawn
  const pi = Math.min(1, policy.audit_share + (rule ? 0 : shareAtRandom(compiled)))
  const ruled = rule?.verdict.outcome === 'rule'
  // What a rule answers is given at once, audited or not: it is kept with the route.
  const answer = rule?.verdict.outcome === 'rule' ? rule.verdict.answer : null
  const note = !ruled && thresholdCertified(compiled, drawn) === null ? '; no certificate is valid' : ''
  if (draw < policy.audit_share) {
    const reason = `random audit of ${percent(policy.audit_share)}${note}`
    return toReview(policy, { strategy: 'audit', reason }, { ...policy.audit, pi, blind: true, answer })
  }
  if (draw < pi) {
    const reason = `random ${percent(pi - policy.audit_share)}: ${suspended?.strategy} is suspended${note}`
    return toReview(policy, { strategy: 'random', reason }, { pi })
  }
  const reason = `${calm(compiled, rule)}${note}`
  const outcome = ruled ? 'rule' : 'pass'
  return { outcome, answer, reason, strategy: null, inclusion_probability: pi, assignment: null, blind: false }
}

/**
 * Decides what happens to a prediction: rules first; then what the strategy doubts and what no certificate covers goes
 * to people for certain; the rest is sampled.
 */
export const decide = (compiled: CompiledPolicy, facts: Facts, drawn: Drawn): Decision => {
  const { policy } = compiled
  const first = firstRule(compiled, facts)
  if (first && 'outcome' in first) return first
  const rule = ruleOr(compiled, { rule: first, facts }, drawn.erratum)
  if (rule?.verdict.outcome === 'review') {
    const { outcome: _, ...assignment } = rule.verdict
    return toReview(policy, { strategy: 'rule', reason: `rule "${rule.name}"` }, assignment)
  }
  const doubted = rule ? undefined : doubt(compiled, drawn)
  if (doubted) return doubted
  // What a rule answers is not the model's, and no certificate speaks of it.
  const ruled = rule?.verdict.outcome === 'rule'
  const held = ruled ? undefined : uncovered(compiled, facts.confidence, drawn)
  return held ?? sample(compiled, rule, drawn)
}
