/** Spans outside the desk: as an answer in a list, and what became of one answer in another. */
import { inFigures } from '../../ui/say.ts'
import type { Form, Input } from '../kind.ts'
import { placesOf } from '../units.ts'
import type { Settings } from './bench.ts'
import { sameSpans } from './edits.ts'
import { keyOf } from './marks.ts'
import type { Span } from './rules.ts'
import { looksOf } from './style.ts'
import { excerptOf } from './words.ts'

const SHOWN_max = 12

type About = { form: Form<Settings>; input?: Input | undefined }

/** The words under spans, or where they are, for lack of the text. */
const wordsUnder = ({ form, input }: About): ((span: Span) => string) => {
  const places = input && placesOf(input.text, form.settings.unit)
  return ({ start, end }) => {
    const [first, last] = [places?.indexOf(start), places?.indexOf(end)]
    if (!input || first === undefined || last === undefined) return `${start}–${end}`
    return excerptOf(input.text, { start: first, end: last })
  }
}

type Sign = 'same' | 'added' | 'removed'
const SIGNS = { same: '', added: '+ ', removed: '− ' }

const Spans = ({ spans, form, input, sign }: About & { spans: Span[]; sign: Sign }) => {
  const words = wordsUnder({ form, input })
  const looks = looksOf(form.labels)
  const Part = { same: 'span', added: 'ins', removed: 'del' }[sign] as 'span' | 'ins' | 'del'
  return (
    <>
      {spans.slice(0, SHOWN_max).map(span => (
        <Part key={keyOf(span)} className={`spans-read ${sign} ${looks.get(span.label)}`}>
          {SIGNS[sign]}
          {words(span)} <span className="spans-read-label">{span.label}</span>
        </Part>
      ))}
      {spans.length > SHOWN_max && <span className="quiet">and {inFigures(spans.length - SHOWN_max)} more</span>}
    </>
  )
}

export const Read = ({ answer, form, input }: About & { answer: Span[] }) =>
  answer.length === 0 ? (
    <span className="quiet">No spans</span>
  ) : (
    <span>
      <Spans spans={answer} form={form} input={input} sign="same" />
    </span>
  )

export const Diff = ({ from, to, form, input }: About & { from: Span[] | null; to: Span[] }) => {
  if (!from || sameSpans(from, to)) return <Read answer={to} form={form} input={input} />
  const [before, after] = [from, to].map(spans => new Set(spans.map(keyOf))) as [Set<string>, Set<string>]
  const removed = from.filter(span => !after.has(keyOf(span)))
  const added = to.filter(span => !before.has(keyOf(span)))
  const same = to.length - added.length
  return (
    <span>
      <Spans spans={removed} form={form} input={input} sign="removed" />
      <Spans spans={added} form={form} input={input} sign="added" />
      {same > 0 && <span className="quiet">{inFigures(same)} unchanged</span>}
    </span>
  )
}
