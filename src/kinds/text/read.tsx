/** Texts outside the field: with what changed in them, and as they are. */
import { memo } from 'react'
import { type Change, changesOf, shortened } from './changes.ts'

const TAGS = { same: 'span', removed: 'del', added: 'ins' } as const

/** One text in which another can be seen: what was removed is struck through, what was added underlined. */
export const Changes = ({ changes }: { changes: Change[] }) => (
  <span className="text-changes" dir="auto">
    {changes.map(({ sign, text }, index) => {
      const Part = TAGS[sign]
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one comparison have nothing else to be known by
      return <Part key={index}>{text}</Part>
    })}
  </span>
)

export const Read = ({ answer }: { answer: string }) =>
  answer === '' ? (
    <span className="quiet">Empty</span>
  ) : (
    <span className="text-read" dir="auto">
      {answer}
    </span>
  )

export const Diff = memo(({ from, to }: { from: string | null; to: string }) =>
  to === '' && !from ? <Read answer={to} /> : <Changes changes={shortened(changesOf(from ?? to, to))} />,
)
