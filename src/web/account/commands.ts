/** What the keyboard does in the workbench, so that people can give each a key of their own. Pure. */
import type { Command, KeySettings } from '../../ui/keys.ts'

/** A command as the list of keys shows it. */
export type Known = Pick<Command, 'id' | 'title' | 'key'> & {
  /** The kinds of answer it belongs to; left out: all of them. */
  kinds?: string[]
}

export type Group = { name: string; commands: Known[] }

const numbered = (id: string, keys: string[], title: (number: number) => string): Known[] =>
  keys.map((key, index) => ({ id: `${id}.${index + 1}`, key, title: title(index + 1) }))

const of = (kinds: string[], commands: [id: string, key: string, title: string][]): Known[] =>
  commands.map(([id, key, title]) => ({ id, key, title, kinds }))

const DIGITS = Array.from({ length: 9 }, (_, index) => `Digit${index + 1}`)

/** Keys with ⌘ or Ctrl, and Escape, are the same for everybody. */
export const GROUPS: Group[] = [
  {
    name: 'Review',
    commands: [
      { id: 'review.save', key: 'Enter', title: 'Save, next item' },
      { id: 'review.fix', key: 'KeyF', title: 'Take the suggested fix' },
      { id: 'review.skip', key: 'KeyS', title: 'Skip' },
      { id: 'review.discuss', key: 'KeyD', title: 'Discuss or disagree' },
      { id: 'review.undo', key: 'KeyZ', title: 'Undo' },
      { id: 'review.note', key: 'KeyN', title: 'Write a note' },
      { id: 'review.highlights', key: 'KeyH', title: 'Highlights on or off' },
      { id: 'review.similar', key: 'KeyV', title: 'View similar items' },
      { id: 'review.guideline', key: 'KeyG', title: 'Open the guideline' },
      { id: 'shortcuts', key: 'Shift+Slash', title: 'All shortcuts' },
    ],
  },
  {
    name: 'Answers',
    commands: [
      ...numbered('answer', DIGITS, number => `Answer ${number}`),
      ...of(['choices'], [['answer.none', 'Digit0', 'None of the labels']]),
      ...of(['choice', 'choices', 'spans'], [['answer.filter', 'Slash', 'Find an answer by name']]),
      ...of(
        ['choice', 'choices', 'record'],
        [
          ['answer.up', 'ArrowUp', 'The answer above'],
          ['answer.down', 'ArrowDown', 'The answer below'],
        ],
      ),
    ],
  },
  {
    name: 'Reasons',
    commands: numbered('reason', ['KeyQ', 'KeyW', 'KeyE', 'KeyR', 'KeyT'], number => `Reason ${number}`),
  },
  {
    name: 'Spans',
    commands: of(
      ['spans'],
      [
        ['spans.left', 'ArrowLeft', 'The word to the left'],
        ['spans.right', 'ArrowRight', 'The word to the right'],
        ['spans.extend-left', 'Shift+ArrowLeft', 'Extend by a word to the left'],
        ['spans.extend-right', 'Shift+ArrowRight', 'Extend by a word to the right'],
        ['spans.next', 'BracketRight', 'The next span'],
        ['spans.previous', 'BracketLeft', 'The span before'],
        ['spans.end-on', 'Equal', 'End one letter further'],
        ['spans.end-back', 'Minus', 'End one letter earlier'],
        ['spans.start-on', 'Shift+Equal', 'Start one letter further'],
        ['spans.start-back', 'Shift+Minus', 'Start one letter earlier'],
        ['spans.remove', 'Backspace', 'Remove the span'],
        ['spans.undo', 'KeyZ', 'Undo the last change of spans'],
        ['spans.none', 'Digit0', 'There is nothing to label'],
      ],
    ),
  },
  {
    name: 'Text, rating, ranking and record',
    commands: [
      ...of(['text'], [['text.edit', 'KeyA', 'Edit the text']]),
      ...of(
        ['rating'],
        [
          ['answer.lower', 'ArrowLeft', 'One step lower'],
          ['answer.higher', 'ArrowRight', 'One step higher'],
        ],
      ),
      ...of(
        ['ranking'],
        [
          ['ranking.tie', 'Equal', 'Make the last two equal'],
          ['ranking.back', 'Backspace', 'Take the last one back'],
        ],
      ),
      ...of(
        ['record'],
        [
          ['record.next', 'KeyJ', 'Next field'],
          ['record.previous', 'KeyK', 'Field before'],
          ['record.edit', 'KeyE', 'Edit the field'],
          ['record.restore', 'KeyM', 'Restore the model’s value'],
        ],
      ),
    ],
  },
]

const ALL = GROUPS.flatMap(group => group.commands)

type Keys = KeySettings['keys']

const keyIn = (keys: Keys, { id, key }: Known): string => keys[id] ?? key

const meet = (one: Known, other: Known): boolean =>
  !one.kinds || !other.kinds || one.kinds.some(kind => other.kinds?.includes(kind))

/** The commands that would have the same key on the same screen. */
export const clashesOf = (keys: Keys, command: Known, key: string): Known[] =>
  ALL.filter(other => other.id !== command.id && meet(command, other) && keyIn(keys, other) === key)

const withKey = (keys: Keys, { id, key: usual }: Known, key: string): Keys => {
  const { [id]: _, ...rest } = keys
  return key === usual ? rest : { ...rest, [id]: key }
}

/** Gives a command a key; those that had it get the one that becomes free. */
export const giveKey = (keys: Keys, command: Known, key: string): Keys => {
  const freed = keyIn(keys, command)
  const moved = clashesOf(keys, command, key).reduce((all, other) => withKey(all, other, freed), keys)
  return withKey(moved, command, key)
}
