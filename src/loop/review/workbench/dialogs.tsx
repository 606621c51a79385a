/** What the workbench opens over itself: the guideline, the items a correction changes, a word for an adjudicator. */
import { type FormEvent, useState } from 'react'
import { Emphasis } from '../../../ui/emphasis.tsx'
import { Button, Dialog, Field } from '../../../ui/parts.tsx'
import type { Project } from '../page.tsx'
import type { Insights } from './insights.ts'

type Opened = { open: string | null; close: () => void }

export const GuidelineDialog = ({ open, close, guideline }: Opened & { guideline: Project['guideline'] }) => (
  <Dialog open={open === 'guideline'} onClose={close} title={`Guideline, version ${guideline.version}`}>
    <div className="guideline">
      <p>
        <strong>{guideline.question}</strong>
      </p>
      {guideline.text && (
        <p className="guideline-text">
          <Emphasis text={guideline.text} />
        </p>
      )}
      <dl>
        {guideline.labels.map(({ name, description }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="quiet">{description ?? 'No description.'}</dd>
          </div>
        ))}
      </dl>
    </div>
  </Dialog>
)

type Moved = { external_id: string; text: string; from: string; to: string }

const MovedList = ({ title, items }: { title: string; items: Moved[] }) =>
  items.length > 0 && (
    <>
      <h3>{title}</h3>
      <ul className="moved">
        {items.map(({ external_id, text, from, to }) => (
          <li key={external_id}>
            <p>{text}</p>
            <p className="meta">
              <del>{from}</del> → <strong>{to}</strong> · {external_id}
            </p>
          </li>
        ))}
      </ul>
    </>
  )

export const EffectDialog = ({ open, close, effect }: Opened & { effect: Insights['effect'] }) => {
  const known = effect?.effect
  return (
    <Dialog open={open === 'similar' && !!known} onClose={close} title="What saving this would change">
      {known && (
        <>
          <p>{effect.sentence}</p>
          <MovedList title="Recent items that change" items={known.pool.examples} />
          <MovedList title="Held-out items that become right" items={known.holdout.mended.examples} />
          <MovedList title="Held-out items that become wrong" items={known.holdout.broken.examples} />
        </>
      )}
    </Dialog>
  )
}

export const DiscussDialog = ({ open, close, send }: Opened & { send: (text: string) => void }) => {
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!text.trim()) return
    close()
    send(text.trim())
  }
  return (
    <Dialog open={open === 'discuss'} onClose={close} title="Discuss this item">
      <form onSubmit={submit} className="discuss">
        <p className="quiet">An adjudicator gets the item with what you say. It leaves your desk.</p>
        <Field label="What is unclear, or what do you disagree with?">
          <textarea
            className="input"
            rows={4}
            maxLength={5000}
            required
            value={text}
            onChange={event => setText(event.target.value)}
            onKeyDown={event => {
              if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
              // The next item is there before this event is over: it is not for that.
              event.preventDefault()
              event.currentTarget.form?.requestSubmit()
            }}
          />
        </Field>
        <Button look="primary" type="submit">
          Hand on
        </Button>
      </form>
    </Dialog>
  )
}
