import { canonical } from '../../ledger/canonical.ts'
import type { Resolution } from './contract.ts'

/** A judgement in force, as far as settling needs it. */
export type Said = {
  id: string
  person_id: string
  answer: unknown
  at: string
  stage: 'review' | 'adjudicate'
  /** How many judgements its task wants. */
  wanted: number
}

/** How far apart two answers are: 0 for the same. */
export type Distance = (one: unknown, other: unknown) => number

/** Whether two answers are the same; null, that it cannot be decided, is like no other. */
export const agree = (distance: Distance, one: unknown, other: unknown): boolean =>
  one === null || other === null ? one === other : distance(one, other) === 0

/** The people who gave one answer. */
export type Camp = { answer: unknown; judgements: string[] }

/** What a resolution says, before it is one. */
export type Decision = Pick<Resolution, 'answer' | 'how' | 'judgements' | 'dissent' | 'decided_by'>

/** Where judgements lead: not enough yet, nobody ahead, or one answer. */
export type Outcome =
  | { state: 'wait' }
  | { state: 'tie'; camps: Camp[] }
  | { state: 'settled'; decision: Decision /** Of those behind the answer. */; newest_at: string }

/** Judgements by answer, the largest camp first and the oldest of equal ones; given oldest first. */
export const campsOf = (said: Said[], distance: Distance): Camp[] => {
  const camps: Camp[] = []
  for (const { id, answer } of said) {
    const camp = camps.find(each => agree(distance, each.answer, answer))
    if (camp) camp.judgements.push(id)
    else camps.push({ answer, judgements: [id] })
  }
  return camps.sort((one, other) => other.judgements.length - one.judgements.length)
}

/** Everyone who gave an answer stands behind it; everyone else is dissent, and kept. */
export const decide = (
  said: Said[],
  distance: Distance,
  verdict: Pick<Decision, 'answer' | 'how' | 'decided_by'>,
): Decision => {
  const camps = campsOf(said, distance)
  const agrees = (camp: Camp) => agree(distance, camp.answer, verdict.answer)
  return {
    ...verdict,
    judgements: camps.find(agrees)?.judgements ?? [],
    dissent: camps.filter(camp => !agrees(camp)),
  }
}

/**
 * Turns the judgements in force on one prediction (oldest first) into one answer: the newest adjudication decides;
 * else, once all that were wanted are there, the answer that more people gave than any other.
 */
export const settle = (said: Said[], distance: Distance): Outcome => {
  const settled = (verdict: Pick<Decision, 'answer' | 'how' | 'decided_by'>): Outcome => {
    const decision = decide(said, distance, verdict)
    const newest = said.findLast(each => decision.judgements.includes(each.id)) as Said
    return { state: 'settled', decision, newest_at: newest.at }
  }
  const adjudication = said.findLast(each => each.stage === 'adjudicate')
  if (adjudication) {
    const how = adjudication.answer === null ? 'undecidable' : 'adjudicated'
    return settled({ how, answer: adjudication.answer, decided_by: adjudication.person_id })
  }
  const [first] = said
  if (!first || said.length < first.wanted) return { state: 'wait' }
  if (first.wanted === 1) return settled({ how: 'single', answer: first.answer, decided_by: first.person_id })
  const camps = campsOf(said, distance)
  const [ahead, next] = camps as [Camp, Camp?]
  if (next && next.judgements.length === ahead.judgements.length) return { state: 'tie', camps }
  return settled({ how: 'consensus', answer: ahead.answer, decided_by: null })
}

export const WITHDRAWN: Decision = { answer: null, how: 'withdrawn', judgements: [], dissent: [], decided_by: null }

const sameDecision = (one: Decision, other: Decision): boolean => {
  const said = ({ answer, how, judgements, dissent, decided_by }: Decision) =>
    canonical({ answer, how, judgements, dissent, decided_by })
  return said(one) === said(other)
}

/**
 * What must supersede the resolution that stands, or undefined where it may go on standing.
 * It depends on what is in force alone, never on which event is heard: heard twice, late or out of order, it is the
 * same. Where too few judgements are left, nothing stands any more. What an adjudicator overruled yields only to an
 * answer that somebody gave after it: a judgement heard late, or withdrawn later, does not undo it. What was answered
 * in bulk yields to whoever looks at the very item.
 */
export const successor = (
  standing: (Decision & Pick<Resolution, 'at'>) | undefined,
  outcome: Outcome,
): Decision | undefined => {
  if (outcome.state !== 'settled') {
    const rests_on_judgements = standing && !['overruled', 'bulk', 'withdrawn'].includes(standing.how)
    return rests_on_judgements ? WITHDRAWN : undefined
  }
  if (standing?.how === 'overruled' && outcome.newest_at <= standing.at) return undefined
  return standing && sameDecision(standing, outcome.decision) ? undefined : outcome.decision
}
