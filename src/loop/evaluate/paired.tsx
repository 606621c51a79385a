/** Item by item: how often both models, one of them or neither was right. */
import { Chart } from '../../ui/charts/frame.tsx'
import { inFigures, inPercent } from '../../ui/say.ts'
import type { ResultProps } from './found.tsx'

type Part = { key: 'both' | 'candidate' | 'baseline' | 'neither'; name: string; n: number }

const partsOf = (paired: Paired, { candidate, baseline }: ResultProps['names']): Part[] => [
  { key: 'both', name: 'Both right', n: paired.both },
  { key: 'candidate', name: `Only ${candidate}`, n: paired.candidate_only },
  { key: 'baseline', name: `Only ${baseline}`, n: paired.baseline_only },
  { key: 'neither', name: 'Neither', n: paired.neither },
]
type Paired = NonNullable<ResultProps['result']['paired']>

const inProbability = (p: number) => (p < 0.001 ? 'below 0.001' : p.toFixed(3))

export const Paired = ({ result: { paired, n }, names }: ResultProps) => {
  if (!paired) return null
  const parts = partsOf(paired, names)
  const differ = paired.candidate_only + paired.baseline_only
  const mid_p = inProbability(paired.mid_p)
  return (
    <Chart
      title="Item by item"
      about={`They differ on ${inFigures(differ)} of ${inFigures(n)} items (McNemar, mid-p ${mid_p})`}
      says={`${parts.map(part => `${part.name}: ${inFigures(part.n)}`).join('. ')}.`}
      figures={{
        columns: [{ name: 'Right' }, { name: 'Items', say: inFigures }, { name: 'Share', say: inPercent }],
        rows: parts.map(part => [part.name, part.n, n === 0 ? null : part.n / n]),
      }}
    >
      <Bar parts={parts} n={n} />
      <ul className="paired-parts">
        {parts.map(part => (
          <li key={part.key}>
            <svg width="10" height="10" aria-hidden="true">
              <rect className={`paired-${part.key}`} x="0.5" y="0.5" width="9" height="9" rx="2" />
            </svg>
            <span title={part.name}>{part.name}</span>
            <strong className="figures">{inFigures(part.n)}</strong>
            <span className="quiet figures">{n === 0 ? '' : inPercent(part.n / n)}</span>
          </li>
        ))}
      </ul>
    </Chart>
  )
}

/** One bar of all items, a piece for each part. */
const Bar = ({ parts, n }: { parts: Part[]; n: number }) => {
  let before = 0
  return (
    <svg className="paired-bar" aria-hidden="true">
      {parts.map(part => {
        const from = before
        before += part.n
        if (part.n === 0) return null
        return (
          <rect
            key={part.key}
            className={`paired-${part.key}`}
            x={`${(100 * from) / n}%`}
            width={`${(100 * part.n) / n}%`}
            y="1"
            height="30"
          />
        )
      })}
    </svg>
  )
}
