/** What a change amounts to: its size, and its interval where that leaves zero out. */
import { type Estimate, inPoints } from '../say.ts'

/** How each word looks. */
export const LOOKS = { better: 'good', worse: 'bad', 'no clear change': 'quiet' } as const

/** The two lines at the end of a row. */
export const Finding = ({ of, word }: { of: Estimate; word: keyof typeof LOOKS }) => (
  <>
    <strong className={LOOKS[word]}>{inPoints(of.estimate ?? 0)}</strong>
    <small>{word === 'no clear change' ? word : `${inPoints(of.low)} to ${inPoints(of.high)}`}</small>
  </>
)
