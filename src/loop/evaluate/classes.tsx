/** Class by class: how often each model is right, and whether that is a clear change. */
import { Finding } from '../../ui/charts/finding.tsx'
import { Chart, type Figures, Listed } from '../../ui/charts/frame.tsx'
import { DotLegend, DotRows } from '../../ui/charts/rows.tsx'
import { inFigures, inPercent, inPoints } from '../../ui/say.ts'
import { type Column, Table } from '../../ui/table.tsx'
import type { ComparisonResult } from './contract.ts'
import type { ResultProps } from './found.tsx'
import { Value } from './measures.tsx'
import { Change, wordOf } from './strip.tsx'

type Class = ComparisonResult['classes'][number]

/** More than these are a table that scrolls. */
const DRAWN_max = 12

const ORDER = { worse: 0, better: 1, 'no clear change': 2 }

/** What got worse first, then what got better, then the rest; of these the classes with the most items first. */
export const inOrder = (classes: Class[]): Class[] => {
  const rank = ({ change }: Class) => ORDER[change ? wordOf(change) : 'no clear change']
  return classes.toSorted((one, other) => rank(one) - rank(other) || other.support - one.support)
}

const shareOf = (name: string) => ({ name, say: inPercent })

const figuresOf = (classes: Class[], { candidate, baseline }: ResultProps['names']): Figures => {
  const scores = (name: string) => [shareOf(`${name} right`), shareOf(`${name} from`), shareOf(`${name} to`)]
  const row = ({ accuracy }: Class['candidate']) => [accuracy.estimate, accuracy.low, accuracy.high]
  return {
    columns: [
      ...[{ name: 'Class' }, { name: 'Items', say: inFigures }, ...scores(candidate), shareOf(`${candidate} F1`)],
      ...(baseline === null ? [] : [...scores(baseline), shareOf(`${baseline} F1`)]),
      ...(baseline === null ? [] : [{ name: 'Change, points', say: inPoints }, { name: 'Finding' }]),
    ],
    rows: classes.map(each => [
      ...[each.label, each.support, ...row(each.candidate), each.candidate.f1.estimate],
      ...(each.baseline ? [...row(each.baseline), each.baseline.f1.estimate] : []),
      ...(each.change ? [each.change.estimate, wordOf(each.change)] : []),
    ]),
  }
}

const inWords = (classes: Class[]): string => {
  const found = (word: keyof typeof ORDER) => classes.filter(each => each.change && wordOf(each.change) === word)
  const named = (some: Class[]) => (some.length === 0 ? 'none' : some.map(each => each.label).join(', '))
  return `Clearly worse: ${named(found('worse'))}. Clearly better: ${named(found('better'))}.`
}

export const Classes = ({ result, names }: ResultProps) => {
  const classes = inOrder(result.classes)
  const { candidate, baseline } = names
  const card = {
    title: 'Right answers by class',
    about: 'Bars show 95% intervals',
    figures: figuresOf(classes, names),
  }
  if (classes.length > DRAWN_max) {
    return (
      <Listed {...card} about="95% intervals below the figures">
        <Table
          name={`${inFigures(classes.length)} classes`}
          columns={columnsFor(names)}
          rows={classes}
          keyOf={each => each.label}
          row_height={64}
        />
      </Listed>
    )
  }
  return (
    <Chart
      {...card}
      says={inWords(classes)}
      legend={baseline !== null && <DotLegend now={candidate} before={baseline} />}
    >
      <DotRows
        {...(baseline !== null && { end: 'Change, points' })}
        rows={classes.map(each => ({
          key: each.label,
          name: each.label,
          note: `${inFigures(each.support)} held out`,
          now: each.candidate.accuracy,
          before: each.baseline?.accuracy,
          end: each.change && <Finding of={each.change} word={wordOf(each.change)} />,
        }))}
      />
    </Chart>
  )
}

const columnsFor = ({ candidate, baseline }: ResultProps['names']): Column<Class>[] => [
  { name: 'Class', width: 'minmax(160px, 1.4fr)', cell: each => each.label },
  { name: 'Items', width: '56px', figure: true, cell: each => inFigures(each.support) },
  {
    name: candidate,
    width: 'minmax(96px, 1fr)',
    figure: true,
    cell: each => <Value of={each.candidate.accuracy} say={inPercent} />,
  },
  {
    name: 'F1',
    width: 'minmax(96px, 1fr)',
    figure: true,
    cell: each => <Value of={each.candidate.f1} say={inPercent} />,
  },
  ...(baseline === null
    ? []
    : [
        {
          name: baseline,
          width: 'minmax(96px, 1fr)',
          figure: true,
          cell: (each: Class) => each.baseline && <Value of={each.baseline.accuracy} say={inPercent} />,
        },
        {
          name: 'Change, points',
          width: 'minmax(96px, 1fr)',
          figure: true,
          cell: (each: Class) => each.change && <Change of={each.change} />,
        },
      ]),
]
