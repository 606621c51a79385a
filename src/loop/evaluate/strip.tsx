/** Figures side by side, and changes in words: coloured only where the interval leaves zero out. */
import './strip.css'
import type { ReactNode } from 'react'
import { isClear } from '../../ui/charts/estimate.ts'
import { LOOKS } from '../../ui/charts/finding.tsx'
import { type Estimate, inPoints } from '../../ui/say.ts'

/** Figures side by side. `name` says of what, for screen readers. */
export const Strip = ({ name, children }: { name: string; children: ReactNode }) => (
  <ul className="card strip" aria-label={name}>
    {children}
  </ul>
)

type CellProps = { name: string; figure: ReactNode; look?: string; notes?: ReactNode[]; children?: ReactNode }

export const Cell = ({ name, figure, look = '', notes = [], children }: CellProps) => (
  <li>
    <h3 title={name}>{name}</h3>
    <p className={`figure ${look}`}>{figure}</p>
    {notes.map((note, line) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a cell have no other name
      <p key={line} className="meta figures">
        {note}
      </p>
    ))}
    {children}
  </li>
)

export type Better = 'higher' | 'lower'

/** `better`, `worse`, or that there is no clear change. */
export const wordOf = (change: Estimate, better: Better = 'higher'): keyof typeof LOOKS => {
  if (!isClear(change)) return 'no clear change'
  return change.low > 0 === (better === 'higher') ? 'better' : 'worse'
}

type ChangeProps = { of: Estimate; better?: Better; say?: (change: number) => string }

/** A change with its interval and what it amounts to. */
export const Change = ({ of, better = 'higher', say = inPoints }: ChangeProps) => {
  if (of.estimate === null) return <small className="quiet">nothing to compare</small>
  const word = wordOf(of, better)
  return (
    <span className="change">
      <strong className={LOOKS[word]}>{say(of.estimate)}</strong>
      <small>
        {say(of.low)} to {say(of.high)}
      </small>
      <small className={LOOKS[word]}>{word}</small>
    </span>
  )
}
