/**
 * JSON as it is typed: what it says, or what is missing and in which line. The engines' own messages differ, and some
 * name no place; so whatever they refuse is read once more, token by token (RFC 8259).
 */

export type Parsed = { value: unknown; error?: undefined } | { error: string }

const SPACE = /[ \t\n\r]*/y
// The parts of a string have no beginning in common: what is matched is matched in one way, and long texts stay cheap.
const TEXT = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/u
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?/
const TOKEN = new RegExp(`[{}[\\]:,]|${TEXT.source}|${NUMBER.source}|true|false|null`, 'uy')

type State = 'value' | 'first value' | 'name' | 'first name' | 'colon' | 'next' | 'done'

const EXPECTED: Record<State, string> = {
  value: 'a value is missing here',
  'first value': 'a value or ] is missing here',
  name: 'a name in double quotes is missing here',
  'first name': 'a name in double quotes or } is missing here',
  colon: 'a colon is missing after the name',
  next: 'a comma or a closing bracket is missing here',
  done: 'nothing may follow the end',
}

const afterValue = (open: string[]): State => (open.length > 0 ? 'next' : 'done')

const opened = (token: string, open: string[]): State => {
  open.push(token)
  return token === '{' ? 'first name' : 'first value'
}

const closed = (open: string[]): State => {
  open.pop()
  return afterValue(open)
}

/** The state after a token, or undefined where it may not stand. `open` are the brackets that are not closed yet. */
const stateAfter = (state: State, token: string, open: string[]): State | undefined => {
  const isIn = open.at(-1)
  switch (state) {
    case 'first value':
    case 'value':
      if (token === '{' || token === '[') return opened(token, open)
      if (token === ']' && state === 'first value') return closed(open)
      return /^[}\]:,]/.test(token) ? undefined : afterValue(open)
    case 'first name':
    case 'name':
      if (token === '}' && state === 'first name') return closed(open)
      return token.startsWith('"') ? 'colon' : undefined
    case 'colon':
      return token === ':' ? 'value' : undefined
    case 'next':
      if (token === ',') return isIn === '{' ? 'name' : 'value'
      return token === (isIn === '{' ? '}' : ']') ? closed(open) : undefined
    case 'done':
      return undefined
  }
}

const matchAt = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

/** The first place where a text stops being JSON, and what is wrong there; undefined where it is JSON to its end. */
export const faultIn = (text: string): { line: number; expected: string } | undefined => {
  const open: string[] = []
  let state: State = 'value'
  let at = 0
  let end = 0
  for (;;) {
    at += matchAt(SPACE, text, at)?.length ?? 0
    if (at >= text.length && state === 'done') return undefined
    const token = matchAt(TOKEN, text, at)
    const next: State | undefined = token === undefined ? undefined : stateAfter(state, token, open)
    if (next === undefined) {
      // What is missing belongs to the line of what came before it, not to the next thing that is there.
      const line = text.slice(0, state === 'done' ? at : end).split('\n').length
      return { line, expected: text[at] === '"' && !token ? 'a string does not end' : EXPECTED[state] }
    }
    at += (token as string).length
    end = at
    state = next
  }
}

/** @throws never */
export const parsed = (text: string): Parsed => {
  try {
    return { value: JSON.parse(text) }
  } catch {
    const fault = faultIn(text)
    return { error: fault ? `Line ${fault.line}: ${fault.expected}` : 'This is no JSON' }
  }
}

/** JSON as people read it. */
export const printed = (value: unknown): string => JSON.stringify(value, null, 2) ?? ''
