/** How labels look: four colours, and once those are used up another line. */
import type { Label } from '../kind.ts'

const COLOURS = 4
const LINES = ['solid', 'dashed', 'dotted', 'double']

/** The class names of each label's colour and line. */
export const looksOf = (labels: Label[]): ReadonlyMap<string, string> =>
  new Map(
    labels.map(({ name }, index) => [
      name,
      `spans-colour-${(index % COLOURS) + 1} spans-${LINES[Math.floor(index / COLOURS) % LINES.length]}`,
    ]),
  )
