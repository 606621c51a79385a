/**
 * One registry of keys: handlers, hints on buttons and the sheet of shortcuts all come from it. Keys are named by their
 * place on the keyboard (`event.code`), so that 1 to 9 work on every layout.
 */
import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react'

/** Something the keyboard can do. */
export type Command = {
  /** `review.skip`: under this name people give it another key. */
  id: string
  /** `Skip`, as the sheet of shortcuts says it. */
  title: string
  /** `KeyS`, `Digit1`, `Enter`, `Shift+Slash`, `Mod+KeyK` (⌘ or Ctrl). */
  key: string
  run: () => void
  /** Whether it works now; default yes. */
  enabled?: boolean
  /** Whether it works while one types too. */
  typing?: boolean
  /** Left out of the sheet. */
  unlisted?: boolean
}

/** A person's own keys: single keys off, or another key for a command. */
export type KeySettings = { keys_on: boolean; keys: Record<string, string> }

/** Components with keys, in the order in which they were first drawn: the later and deeper one goes first. */
const layers: { commands: Command[]; order: number }[] = []
let drawn = 0
const watchers = new Set<() => void>()
let settings: KeySettings = { keys_on: true, keys: {} }
let version = 0

const changed = () => {
  version += 1
  for (const watcher of watchers) watcher()
}

/** Takes a person's keys into use. */
export const takeKeys = (own: KeySettings) => {
  settings = own
  changed()
}

/** A key that types a character; those can be switched off (WCAG 2.1.4). */
const isSingle = (key: string): boolean => !key.startsWith('Mod+') && !/(Enter|Escape|Arrow\w+|Tab|Home|End)$/.test(key)

/** The key of a command as this person has it, or undefined where single keys are off. */
export const keyOf = (command: Pick<Command, 'id' | 'key'>): string | undefined => {
  const key = settings.keys[command.id] ?? command.key
  return isSingle(key) && !settings.keys_on ? undefined : key
}

const NAMES: Record<string, string> = {
  Enter: '⏎',
  Escape: 'Esc',
  Backspace: '⌫',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Slash: '/',
  BracketRight: ']',
  BracketLeft: '[',
  Space: 'Space',
  Equal: '=',
  Minus: '-',
  Shift: '⇧',
}
const isApple = () => /Mac|iP(hone|ad)/.test(navigator.platform)

/** What is printed on a key: `⌘K`, `?`, `F`. */
export const capOf = (key: string, printed: ReadonlyMap<string, string> = layout): string => {
  if (key === 'Shift+Slash') return '?'
  const parts = key.split('+')
  const code = parts.pop() as string
  const name = NAMES[code] ?? printed.get(code)?.toUpperCase() ?? code.replace(/^(Key|Digit|Numpad)/, '')
  const mod = parts.includes('Mod') ? (isApple() ? '⌘' : 'Ctrl ') : ''
  return `${mod}${parts.includes('Shift') ? '⇧' : ''}${name}`
}

/** Letters as this keyboard prints them, where the browser tells. */
let layout: ReadonlyMap<string, string> = new Map()
type Keyboard = { getLayoutMap(): Promise<ReadonlyMap<string, string>> }
export const learnLayout = async () => {
  const { keyboard } = navigator as Navigator & { keyboard?: Keyboard }
  const map = await keyboard?.getLayoutMap().catch(() => undefined)
  if (!map) return
  layout = map
  changed()
}

const pressed = ({ metaKey, ctrlKey, shiftKey, code }: KeyboardEvent): string => {
  const modifiers = `${metaKey || ctrlKey ? 'Mod+' : ''}${shiftKey ? 'Shift+' : ''}`
  return `${modifiers}${code === 'NumpadEnter' ? 'Enter' : code}`
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches('textarea, select, input:not([type=radio], [type=checkbox], [type=range], [type=button])'))

/** Enter and Space belong to the button or link that has the focus. */
const isOwn = (event: KeyboardEvent): boolean =>
  (event.code === 'Enter' || event.code === 'Space') &&
  event.target instanceof HTMLElement &&
  event.target.closest('button:not([role=radio], [role=option]), a[href], summary') !== null

/** The command a key stands for; the layer opened last goes first. */
const commandFor = (key: string): Command | undefined => {
  for (const { commands } of layers.toReversed()) {
    const found = commands.find(command => command.enabled !== false && keyOf(command) === key)
    if (found) return found
  }
  return undefined
}

const hear = (event: KeyboardEvent) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return
  const command = commandFor(pressed(event))
  if (!command || (isTyping(event.target) && !command.typing) || isOwn(event)) return
  if (document.querySelector('dialog[open], [popover]:popover-open')) return
  event.preventDefault()
  // A key held down does its work once: holding Enter must not confirm one item after the other.
  if (!event.repeat || /Arrow|Bracket/.test(event.code)) command.run()
}

/** Starts listening; called once when the page starts. */
export const listenToKeys = () => window.addEventListener('keydown', hear)

/** Gives keys to commands as long as the component is there; each is what it was at the last render. */
export const useCommands = (commands: Command[]) => {
  const layer = useRef({ commands, order: 0 })
  if (layer.current.order === 0) {
    drawn += 1
    layer.current.order = drawn
  }
  const listed = commands.map(({ id, title, key, enabled }) => `${id} ${title} ${key} ${enabled}`).join('\n')
  // Before the next key can be pressed, and without telling anybody while nothing listed has changed.
  layer.current.commands = commands
  // With the paint and not after it: a key means what is on the screen, never what just left it.
  useLayoutEffect(() => {
    const own = layer.current
    layers.push(own)
    // Effects run from the inside out; drawing goes from the outside in.
    layers.sort((one, other) => one.order - other.order)
    return () => {
      layers.splice(layers.indexOf(own), 1)
      changed()
    }
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is listed is what is told
  useEffect(changed, [listed])
}

const watch = (watcher: () => void) => {
  watchers.add(watcher)
  return () => void watchers.delete(watcher)
}

/** All commands of the page as it is, for the sheet of shortcuts. */
export const useAllCommands = (): Command[] => {
  useSyncExternalStore(watch, () => version)
  return layers.flatMap(({ commands }) => commands).filter(command => !command.unlisted && keyOf(command))
}

/** What is printed on the key of a command, or undefined where it has none now. */
export const useCap = (command: Pick<Command, 'id' | 'key'>): string | undefined => {
  useSyncExternalStore(watch, () => version)
  const key = keyOf(command)
  return key && capOf(key)
}

/** Runs a command as its key would. */
export const runCommand = (id: string) => {
  for (const { commands } of layers.toReversed()) {
    const found = commands.find(command => command.id === id && command.enabled !== false)
    if (found) return found.run()
  }
}
