/** The form that changes what is released: model, mode, share, reason, and how much worse it may be. */
import { type FormEvent, useState } from 'react'
import { usePlace } from '../../people/place.tsx'
import { useAct } from '../../ui/call.ts'
import { FormField, faultAt, Section } from '../../ui/form.tsx'
import { Button } from '../../ui/parts.tsx'
import { inPercent } from '../../ui/say.ts'
import { createRelease, type Mode } from './contract.ts'
import { Evidence } from './evidence.tsx'
import { ModeField, ModelField, ShareField } from './fields.tsx'
import type { Release } from './page.tsx'
import { RENEWED } from './undo.tsx'
import { shareOf, toRelease } from './words.ts'

/** What the form holds; numbers are texts as long as they are typed. */
export type Draft = { model: string | null; mode: Mode; percent: string; margin: string; reason: string }

const draftOf = (release: Release | null): Draft => ({
  model: release?.model ?? null,
  mode: release?.mode ?? 'shadow',
  percent: String(Number((100 * (release?.share ?? 1)).toFixed(4))),
  margin: '1',
  reason: '',
})

type Changing = { change: (part: Partial<Draft>) => void }

const MarginField = ({ margin, change }: Changing & { margin: string }) => (
  <FormField label="May be worse by, points" hint="More than that does not pass the gate.">
    {control => (
      <input
        {...control}
        className="input releases-number"
        type="number"
        {...{ min: 0, max: 100, step: 'any', required: true }}
        value={margin}
        onChange={event => change({ margin: event.target.value })}
      />
    )}
  </FormField>
)

const ReasonField = ({ reason, change, fault }: Changing & { reason: string; fault: ReturnType<typeof faultAt> }) => (
  <FormField label="Reason" hint="The ledger keeps it." fault={fault}>
    {control => (
      <input
        {...control}
        className="input"
        value={reason}
        required
        maxLength={2000}
        onChange={event => change({ reason: event.target.value })}
      />
    )}
  </FormField>
)

export const ChangeRelease = ({ release }: { release: Release | null }) => {
  const { project_id } = usePlace()
  const [draft, setDraft] = useState(draftOf(release))
  const create = useAct(createRelease, { renews: RENEWED })
  const change = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part })
    // What was refused was another wish.
    create.reset()
  }
  const { model, mode, reason } = draft
  const [share, margin] = [shareOf(Number(draft.percent)), shareOf(Number(draft.margin))]
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const wanted = { project_id, model, mode, share, reason, gate: { margin } }
    create.mutate(wanted, { onSuccess: () => setDraft({ ...draft, reason: '' }) })
  }
  return (
    <Section title="Change the release" about="It holds from the next item on.">
      <form className="releases-form" onSubmit={submit}>
        <div className="form">
          <ModelField model={model} change={change} fault={faultAt(create.error, 'model')} />
          <ModeField mode={mode} change={change} />
        </div>
        <div className="form">
          <div className="form-row">
            <ShareField percent={draft.percent} change={change} fault={faultAt(create.error, 'share')} />
            <MarginField margin={draft.margin} change={change} />
          </div>
          <ReasonField reason={reason} change={change} fault={faultAt(create.error, 'reason')} />
          <Evidence release={release} wanted={{ model, mode, margin }} refused={create.error} />
          <div className="form-end right">
            <span role="status" className="meta">
              {create.data && !create.isPending && `Released for ${inPercent(create.data.share)} of items.`}
            </span>
            <Button look="primary" type="submit" disabled={create.isPending}>
              {toRelease({ model, mode, share })}
            </Button>
          </div>
        </div>
      </form>
    </Section>
  )
}
