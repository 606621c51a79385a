/** The panel beside an item, always in one order: what saving does, the model's reasons, similar corrections, rule. */
import { memo } from 'react'
import type { Form, Input, Said, View } from '../../../kinds/views.ts'
import { Whisker } from '../../../ui/charts/whisker.tsx'
import { useNow } from '../../../ui/clock.ts'
import { Emphasis } from '../../../ui/emphasis.tsx'
import { Button, KeyCap } from '../../../ui/parts.tsx'
import { agoOf, countOf, inFigures, signed } from '../../../ui/say.ts'
import { type Lesson, WHY_NOT } from '../../teach/contract.ts'
import { loudest } from './evidence.ts'
import type { Insights } from './insights.ts'
import { type Rule, ruleOf } from './rule-of.ts'

export const FIX = { id: 'review.fix', key: 'KeyF' }
export const SIMILAR = { id: 'review.similar', key: 'KeyV' }
export const GUIDELINE = { id: 'review.guideline', key: 'KeyG' }

const inSigned = (value: number) => signed(value, size => size.toFixed(2))

type EffectProps = { insights: Insights; show: () => void }

/** What an answer would change, measured on held-out and on recent items. */
export const EffectPanel = memo(({ insights: { effect, checking }, show }: EffectProps) => {
  const known = effect?.effect
  return (
    <section className="effect" aria-busy={checking}>
      <header>
        <h2>If you save this</h2>
        {checking && <span className="meta">checking…</span>}
      </header>
      {known ? (
        <Known of={known} sentence={effect.sentence} show={show} />
      ) : (
        <p className="quiet">{effect?.reason ? WHY_NOT[effect.reason] : 'What it changes is being worked out.'}</p>
      )}
    </section>
  )
})

type KnownEffect = NonNullable<NonNullable<Insights['effect']>['effect']>

const Known = ({
  of: { pool, holdout },
  sentence,
  show,
}: {
  of: KnownEffect
  sentence: string | null
  show: () => void
}) => (
  <>
    <div className="effect-figures">
      <p>
        <span className="figure good">{inFigures(pool.count)}</span>
        <span className="meta">{pool.count === 1 ? 'similar item changes' : 'similar items change'}</span>
      </p>
      <p>
        <span className={`figure ${holdout.broken.count > 0 ? 'bad' : ''}`}>{inFigures(holdout.broken.count)}</span>
        <span className="meta">{holdout.broken.count === 1 ? 'regression' : 'regressions'}</span>
      </p>
    </div>
    {holdout.log_loss ? (
      <Whisker name="Change of the held-out log-loss" of={holdout.log_loss} say={inSigned} />
    ) : (
      <p className="meta">{sentence}</p>
    )}
    <p className="meta effect-foot">
      <span>Checked on {countOf(holdout.items, 'held-out item')}</span>
      <button type="button" className="link" onClick={show} disabled={pool.count === 0}>
        View items
      </button>
      <KeyCap of={SIMILAR} />
    </p>
  </>
)

type FixProps = { insights: Insights; view: View; form: Form; input: Input; take: () => void }

/** Why nothing is suggested. */
const noFix = (advice: Insights['advice']): string => {
  if (!advice) return 'Similar corrections are being looked up.'
  if (advice.precedents.length === 0) return 'People have corrected nothing like this item yet.'
  return 'Similar corrections are too few, or say too different things, to suggest another answer.'
}

/** What people answered to items like this one. */
export const FixPanel = ({ insights: { advice }, view, form, input, take }: FixProps) => {
  const suggestion = advice?.suggestion
  return (
    <section className="effect">
      <header>
        <h2>Suggested fix</h2>
      </header>
      {suggestion ? (
        <>
          <p>{suggestion.reason}</p>
          <Button command={FIX} onClick={take}>
            Use <view.Read answer={suggestion.answer} form={form} input={input} />
          </Button>
        </>
      ) : (
        <p className="quiet">{noFix(advice)}</p>
      )}
    </section>
  )
}

const BARS_max = 6

/** Which words spoke for the model's answer, and which against. */
export const WhyPanel = memo(({ why, text, label }: { why: Insights['why']; text: string; label: string }) => {
  const bars = why?.available ? loudest(text, why.words, BARS_max) : []
  const most = Math.max(...bars.map(({ contribution }) => Math.abs(contribution)), 0)
  return (
    <section className="why">
      <header>
        <h2>Why the model said {label}</h2>
        {bars.length > 0 && <span className="meta">word influence</span>}
      </header>
      {bars.length > 0 ? (
        <ul className="why-bars">
          {bars.map(({ word, contribution }) => (
            <li key={word}>
              <span className="why-word">{word}</span>
              <span className="why-track" aria-hidden="true">
                <i
                  className={contribution < 0 ? 'against' : 'for'}
                  style={{ width: `${(50 * Math.abs(contribution)) / most}%` }}
                />
              </span>
              <span className="figures">{inSigned(contribution)}</span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="quiet">{why?.reason ?? (why ? 'No word stands out.' : 'The reasons are being looked up.')}</p>
      )}
      {why?.available && !why.itself && <p className="meta">As {why.by} sees it.</p>}
    </section>
  )
})

const PRECEDENTS_max = 2

/** Items like this one that people corrected. */
export const SimilarPanel = memo(({ advice, view, form }: { advice: Insights['advice']; view: View; form: Form }) => {
  const now = useNow()
  const precedents = advice?.precedents ?? []
  const first = precedents[0]
  const agree = first ? precedents.filter(({ answer }) => view.same(answer, first.answer)).length : 0
  return (
    <section>
      <header>
        <h2>Similar past corrections</h2>
        {precedents.length > 1 && (
          <span className="meta">
            {agree} of {precedents.length} agree
          </span>
        )}
      </header>
      {precedents.length === 0 && <p className="quiet">{advice ? 'None yet.' : 'They are being looked up.'}</p>}
      <ul className="similar">
        {precedents.slice(0, PRECEDENTS_max).map(({ erratum_id, text, was, answer, people, at }) => (
          <li key={erratum_id}>
            <p className="similar-text">{text}</p>
            <p className="meta">
              <view.Diff from={was} to={answer} form={form} input={{ text }} />
              {` · ${[people[0], agoOf(at, now)].filter(Boolean).join(', ')}`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
})

/** The sentence of the guideline that decides. */
export const RulePanel = ({ text, names, open }: { text: string; names: string[]; open: () => void }) => {
  const rule: Rule | null = ruleOf(text, names)
  return (
    <section>
      <header>
        <h2>{rule?.heading ? `Guideline ${rule.heading}` : 'Guideline'}</h2>
        {text && (
          <span>
            <button type="button" className="link" onClick={open}>
              Open
            </button>{' '}
            <KeyCap of={GUIDELINE} />
          </span>
        )}
      </header>
      <p className="quiet rule">
        {rule ? <Emphasis text={rule.sentence} /> : text ? 'It says nothing of these answers.' : 'None is written yet.'}
      </p>
    </section>
  )
}

/** What the last correction taught, as soon as it is known. */
export const LastPanel = memo(({ lesson }: { lesson: Lesson | null }) => (
  <section className="last" aria-live="polite">
    <header>
      <h2>Your last correction</h2>
      {lesson && <span className="meta figures">{lesson.effect.external_id}</span>}
    </header>
    <p className="quiet">{lesson?.sentence ?? 'What it changes is shown here a moment after you save one.'}</p>
    {lesson && lesson.effect.pool.count > 0 && (
      <details>
        <summary>{countOf(lesson.effect.pool.count, 'recent item changed', 'recent items changed')}</summary>
        <ul className="similar">
          {lesson.effect.pool.examples.slice(0, LESSON_EXAMPLES_max).map(({ external_id, text, from, to }) => (
            <li key={external_id}>
              <p className="similar-text">{text}</p>
              <p className="meta">
                <del>{from}</del> → <strong>{to}</strong>
              </p>
            </li>
          ))}
        </ul>
      </details>
    )}
  </section>
))

const LESSON_EXAMPLES_max = 5

/** Of a blind item nothing may be shown that says what others think. */
export const BlindPanel = ({ said }: { said: Said | null }) =>
  said === null && (
    <section>
      <header>
        <h2>Blind item</h2>
      </header>
      <p className="quiet">
        Some items are judged without the model's answer, its reasons and earlier corrections: they show how good model
        and people are by themselves.
      </p>
    </section>
  )
