/** All spans of the item in a list, and the words that were labelled in one place only. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useMemo, useRef } from 'react'
import { useCommands } from '../../ui/keys.ts'
import { Badge, Button } from '../../ui/parts.tsx'
import { inFigures } from '../../ui/say.ts'
import { type SpansDesk, selectionOf, useWork, type Work } from './bench.ts'
import { echoesOf, withSpans } from './edits.ts'
import { keyOf, type Mark } from './marks.ts'
import { looksOf } from './style.ts'
import { excerptOf } from './words.ts'

const ROW_px = 40

type RowProps = { mark: Mark; text: string; look: string | undefined; current: boolean; jump: () => void }

const Row = ({ mark, text, look, current, jump }: RowProps) => (
  <button type="button" className="spans-row" aria-current={current || undefined} onClick={jump}>
    <span className="spans-words">{excerptOf(text, mark)}</span>
    <span className={`spans-kind ${look}`}>
      <i className="spans-swatch" />
      <span className="spans-name">{mark.span.label}</span>
    </span>
    <Badge look={mark.by}>{mark.by === 'model' ? 'Model' : 'You'}</Badge>
  </button>
)

/** The spans as a list; only the rows in sight are in the document. */
const List = ({ work, looks }: { work: Work; looks: ReadonlyMap<string, string> }) => {
  const { marks, bench, held, select } = work
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: marks.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_px,
    getItemKey: index => keyOf((marks[index] as Mark).span),
    overscan: 8,
  })
  return (
    <div ref={scroller} className="spans-list">
      <ul style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ key, index, start }) => {
          const mark = marks[index] as Mark
          return (
            <li
              key={key}
              style={{ transform: `translateY(${start}px)` }}
              aria-setsize={marks.length}
              aria-posinset={index + 1}
            >
              <Row
                mark={mark}
                text={bench.layout.text}
                look={looks.get(mark.span.label)}
                current={mark.span === held}
                jump={() => select(selectionOf(bench.layout, mark, mark.span))}
              />
            </li>
          )
        })}
      </ul>
    </div>
  )
}

const FIX = { id: 'review.fix', key: 'KeyF' }

/** The same words stand elsewhere without a label: one key gives it to all of them. */
const Fix = ({ work }: { work: Work }) => {
  const { bench, marks, answer, edit } = work
  const latest = work.state.latest
  const is_there = latest !== null && marks.some(({ span, by }) => by === 'human' && keyOf(span) === keyOf(latest))
  const echoes = useMemo(
    () => (is_there ? echoesOf(bench.layout.text, latest, marks, bench.places) : []),
    [bench, latest, marks, is_there],
  )
  const run = () => edit(withSpans(answer, echoes))
  useCommands([{ ...FIX, title: 'Label the same words elsewhere', run, enabled: echoes.length > 0 }])
  const [start, end] = latest ? [bench.places.indexOf(latest.start), bench.places.indexOf(latest.end)] : []
  if (echoes.length === 0 || start === undefined || end === undefined) return null
  const is_one = echoes.length === 1
  const times = is_one ? 'again' : `${inFigures(echoes.length)} more times`
  return (
    <section>
      <h2>Suggested fix</h2>
      <p className="spans-fix">
        “{excerptOf(bench.layout.text, { start, end })}” appears {times}, still unlabelled. Label{' '}
        {is_one ? 'it' : 'them'} as <strong>{latest?.label}</strong> too?
      </p>
      <Button command={FIX} onClick={run}>
        {is_one ? 'Label both' : `Label all ${inFigures(echoes.length + 1)}`}
      </Button>
    </section>
  )
}

export const Side = memo((desk: SpansDesk) => {
  const work = useWork(desk)
  const looks = useMemo(() => looksOf(desk.form.labels), [desk.form.labels])
  return (
    <>
      <section className="spans-side">
        <header>
          <h2>Spans</h2>
          <span className="quiet figures">{inFigures(work.marks.length)}</span>
        </header>
        {work.marks.length > 0 ? (
          <List work={work} looks={looks} />
        ) : (
          <p className="quiet">None yet. Select words and give them a label.</p>
        )}
      </section>
      <Fix work={work} />
    </>
  )
})
