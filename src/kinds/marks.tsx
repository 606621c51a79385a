/** Who a part of an answer comes from, said alike in every kind: the model in iris, people in teal. */
import './marks.css'
import { Check, CircleDot, WandSparkles } from 'lucide-react'
import type { ReactNode } from 'react'
import { inPercent } from '../ui/say.ts'

export const ModelMark = ({ children = 'Model' }: { children?: ReactNode }) => (
  <span className="badge model">
    <CircleDot size={12} aria-hidden="true" /> {children}
  </span>
)

export const SuggestedMark = ({ children = 'Suggested fix' }: { children?: ReactNode }) => (
  <span className="badge human">
    <WandSparkles size={12} aria-hidden="true" /> {children}
  </span>
)

export const YourMark = ({ children = 'Your answer' }: { children?: ReactNode }) => (
  <span className="mark-yours">
    <Check size={14} aria-hidden="true" /> {children}
  </span>
)

/** How likely the model finds an answer. `className` is of the kind, which gives it its place. */
export const Score = ({ of, is_model, className }: { of: number; is_model: boolean; className: string }) => (
  <span className={`${className} figures`}>
    <span className={is_model ? 'meter model' : 'meter'} aria-hidden="true">
      <i style={{ width: `${100 * of}%` }} />
    </span>
    <span>{inPercent(Math.round(100 * of) / 100)}</span>
  </span>
)

/** The question over the place where the answer is given, and a word for the column at its right. */
export const Question = ({ children, right }: { children: string; right?: ReactNode }) => (
  <div className="mark-question">
    <h2 id="question">{children}</h2>
    {right && <span className="meta">{right}</span>}
  </div>
)

/** What was and what is, for eyes and for ears. */
export const Became = ({ from, to }: { from?: ReactNode; to: ReactNode }) => (
  <span className="mark-became">
    {from !== undefined && (
      <>
        <del>{from}</del>
        <span aria-hidden="true"> → </span>
        <span className="hidden-text">became</span>
      </>
    )}
    <ins>{to}</ins>
  </span>
)
