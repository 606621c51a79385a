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

const ofNode = (value: unknown): value is ASTNode => typeof value === 'object' && value !== null && 'op' in value

const callsMatches = (node: unknown): boolean => {
  if (Array.isArray(node)) return node.some(callsMatches)
  if (!ofNode(node)) return false
  if ((node.op === 'rcall' || node.op === 'call') && node.args[0] === 'matches') return true
  return callsMatches(node.args)
}

const firstLine = (text: string) => text.split('\n')[0] as string

/**
 * Compiles a CEL condition. `matches()` is refused: its patterns run on the host's backtracking engine, where 28
 * characters of `^(a+)+$` take seconds; a rule's own `matches` runs in linear time.
 * @throws Refusal INVALID, naming what is wrong
 */
export const compileCondition = (source: string, field: string): ((facts: Facts) => boolean) => {
  const refuse = (expected: string) => new Refusal('INVALID', `${field}: ${expected}`, { field, expected })
  try {
    const program = environment.parse(source)
    if (callsMatches(program.ast)) throw refuse('no matches() in a condition; use the rule\'s own "matches"')
    const checked = program.check()
    if (!checked.valid) throw refuse(firstLine(checked.error?.message ?? 'a condition that fits the variables'))
    if (checked.type !== 'bool' && checked.type !== 'dyn') throw refuse('a condition that is true or false')
    return facts => program(facts) === true
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
