/** The frame of a chart: its title, the picture said in a sentence, the same figures as a table, and as a file. */
import './charts.css'
import { Download, Table2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { IconButton } from '../parts.tsx'
import { type Cell, csvOf, keepAsFile } from './csv.ts'

/** What a chart shows, in figures. */
export type Figures = {
  /** `say` puts the numbers of a column in words on the page; in the file they stay numbers. */
  columns: { name: string; say?: (value: number) => string }[]
  rows: Cell[][]
}

type ChartProps = {
  title: string
  about: string
  /** The picture in a sentence, for those who do not see it. */
  says: string
  figures: Figures
  legend?: ReactNode
  /** In place of the chart, where there is nothing to show: what is missing, and what to do. */
  missing?: ReactNode
  /** Below picture and table alike. */
  foot?: ReactNode
  children: ReactNode
}

/** A card with a chart that can be seen, heard, read as a table and kept as CSV. */
export const Chart = ({ title, about, says, figures, legend, missing, foot, children }: ChartProps) => {
  const [is_table, setTable] = useState(false)
  if (missing) {
    return (
      <section className="card chart" aria-label={title}>
        <ChartHead title={title} about={about} />
        {missing}
      </section>
    )
  }
  return (
    <section className="card chart" aria-label={title}>
      <ChartHead title={title} about={about}>
        {legend}
        <IconButton
          icon={Table2}
          name={`Show “${title}” as table`}
          aria-pressed={is_table}
          onClick={() => setTable(!is_table)}
        />
        <KeepFigures title={title} figures={figures} />
      </ChartHead>
      {!is_table && (
        <div role="img" aria-label={says}>
          {children}
        </div>
      )}
      <FiguresTable title={title} figures={figures} shown={is_table} />
      {foot}
    </section>
  )
}

type ListedProps = Pick<ChartProps, 'title' | 'about' | 'figures' | 'missing' | 'children'>

/** A card whose picture is a table already: it can be kept as CSV. */
export const Listed = ({ title, about, figures, missing, children }: ListedProps) => (
  <section className="card chart" aria-label={title}>
    <ChartHead title={title} about={about}>
      {!missing && <KeepFigures title={title} figures={figures} />}
    </ChartHead>
    {missing || children}
  </section>
)

/** Title and subtitle of a card, and what stands at their right. */
const ChartHead = ({ title, about, children }: { title: string; about: string; children?: ReactNode }) => (
  <header>
    <div>
      <h2>{title}</h2>
      <p className="meta">{about}</p>
    </div>
    <div className="chart-tools">{children}</div>
  </header>
)

/** The button that keeps figures as a file. */
const KeepFigures = ({ title, figures: { columns, rows } }: { title: string; figures: Figures }) => (
  <IconButton
    icon={Download}
    name={`Download “${title}” as CSV`}
    onClick={() => {
      const name = title.toLowerCase().replace(/[^a-z0-9]+/g, '-')
      keepAsFile(`${name}.csv`, csvOf([columns.map(each => each.name), ...rows]))
    }}
  />
)

type TableProps = { title: string; figures: Figures; shown: boolean }

/** The table of a chart is always there, though out of sight while the picture is shown. */
const FiguresTable = ({ title, figures: { columns, rows }, shown }: TableProps) => {
  const table = (
    <table className="table">
      <caption className="hidden-text">{title}</caption>
      <thead>
        <tr>
          {columns.map(({ name }, n) => (
            <th key={name} scope="col" className={n > 0 ? 'number' : ''}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name, and two may read the same
          <tr key={line}>
            {columns.map(({ name, say = String }, n) => (
              <td key={name} className={n > 0 ? 'number' : ''}>
                {said(row[n] ?? null, say)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
  // A table takes no width smaller than its content: out of sight, it needs a box that does.
  if (!shown) return <div className="hidden-text">{table}</div>
  return (
    <section className="chart-table" aria-label={`${title}, table`} tabIndex={0}>
      {table}
    </section>
  )
}

const said = (value: Cell, say: (value: number) => string): string =>
  value === null ? '–' : typeof value === 'number' ? say(value) : value
