import { type ASTNode, Environment } from '@marcbachmann/cel-js'
import { RE2JS } from 're2js'
import { Refusal } from '../../platform/errors.ts'

/** What a condition may speak of. */
export type Facts = {
  text: string
  input: Record<string, unknown>
  external_id: string
  source: string | null
  group_key: string | null
  metadata: Record<string, unknown>
  model: string
  answer: unknown
  scores: Record<string, number> | null
  confidence: number | null
  margin: number | null
  novelty: number | null
}

const environment = new Environment({
  unlistedVariablesAreDyn: false,
  limits: { maxAstNodes: 300, maxDepth: 30, maxListElements: 100, maxMapEntries: 100, maxCallArguments: 8 },
})
  .registerVariable('text', 'string')
  .registerVariable('input', 'map')
  .registerVariable('external_id', 'string')
  .registerVariable('source', 'dyn')
  .registerVariable('group_key', 'dyn')
  .registerVariable('metadata', 'map')
  .registerVariable('model', 'string')
  .registerVariable('answer', 'dyn')
  .registerVariable('scores', 'dyn')
  .registerVariable('confidence', 'dyn')
  .registerVariable('margin', 'dyn')
  .registerVariable('novelty', 'dyn')

const ofNode = (value: unknown): value is ASTNode => typeof value === 'object' && value !== null && 'op' in value

const LOOPS = new Set<unknown>(['all', 'exists', 'exists_one', 'map', 'filter', 'bind'])

/**
 * What would let a condition take longer than a pass over what it speaks of, or undefined. The patterns of `matches()`
 * run on the host's backtracking engine, where 28 characters of `^(a+)+$` take seconds; three loops in one another over
 * a list of 300 take as long. A rule's own `matches` runs in linear time.
 */
const slowness = (node: unknown, in_loop = false): string | undefined => {
  if (Array.isArray(node)) return node.map(each => slowness(each, in_loop)).find(each => each !== undefined)
  if (!ofNode(node)) return undefined
  const called = node.op === 'rcall' || node.op === 'call' ? node.args[0] : undefined
  if (called === 'matches') return 'no matches() in a condition; use the rule\'s own "matches"'
  const loops = LOOPS.has(called)
  return loops && in_loop ? 'no loop within a loop' : slowness(node.args, in_loop || loops)
}

const firstLine = (text: string) => text.split('\n')[0] as string

/**
 * Compiles a CEL condition that is quick to ask.
 * @returns a predicate; it throws where the condition cannot be asked of these facts
 * @throws Refusal INVALID, naming what is wrong
 */
export const compileCondition = (source: string, field: string): ((facts: Facts) => boolean) => {
  const refuse = (expected: string) => new Refusal('INVALID', `${field}: ${expected}`, { field, expected })
  try {
    const program = environment.parse(source)
    const slow = slowness(program.ast)
    if (slow) throw refuse(slow)
    const checked = program.check()
    if (!checked.valid) throw refuse(firstLine(checked.error?.message ?? 'a condition that fits the variables'))
    if (checked.type !== 'bool' && checked.type !== 'dyn') throw refuse('a condition that is true or false')
    return facts => {
      const held: unknown = program(facts)
      if (typeof held !== 'boolean') throw new Error('the condition is neither true nor false')
      return held
    }
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw refuse(firstLine((error as Error).message))
  }
}

/** Compiles a pattern that is searched in the text, in time linear in its length (no back-references). */
export const compilePattern = (source: string, field: string): ((text: string) => boolean) => {
  try {
    const pattern = RE2JS.compile(source)
    return text => pattern.test(text)
  } catch (error) {
    const expected = `a pattern in RE2 syntax (${firstLine((error as Error).message)})`
    throw new Refusal('INVALID', `${field}: ${expected}`, { field, expected })
  }
}
