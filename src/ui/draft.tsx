/** A draft of the next version of something, and what happens where somebody else saved theirs meanwhile. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useDeferredValue, useState } from 'react'
import { codeOf } from './call.ts'
import { Fault, FormField } from './form.tsx'
import { merge } from './merge.ts'
import { Button } from './parts.tsx'

export type Versioned<Content> = { version: number; content: Content }

type DraftOptions<Content> = {
  begun: Versioned<Content>
  /** The version in force now. */
  latest: () => Promise<Versioned<Content>>
  save: (draft: { replaces: number; content: Content; reason?: string }) => Promise<unknown>
  done: () => void
}

export const useDraft = <Content extends object>({ begun, latest, save, done }: DraftOptions<Content>) => {
  const client = useQueryClient()
  const [base, setBase] = useState(begun)
  const [draft, setDraft] = useState(begun.content)
  const [reason, setReason] = useState('')
  const [newer, setNewer] = useState<Versioned<Content>>()
  const put = useMutation({
    mutationFn: () => save({ replaces: base.version, content: draft, ...(reason.trim() && { reason }) }),
    onSuccess: done,
    onError: async error => {
      if (codeOf(error) !== 'STALE') return
      setNewer(await latest())
      // Whoever discards their draft is to find the newer version, not the one that was read before.
      await client.invalidateQueries()
    },
  })
  /** Goes on from the version that somebody else saved. */
  const settle = (content: Content) => {
    if (newer) setBase(newer)
    setDraft(content)
    setNewer(undefined)
    put.reset()
  }
  const change = (part: Partial<Content>) => setDraft(before => ({ ...before, ...part }))
  return { base, draft, change, setDraft, reason, setReason, newer, put, settle }
}

type Work<Content extends object> = ReturnType<typeof useDraft<Content>>

const CHANGES_shown = 20

/** What became of one content in another, a line each. */
type Changes<Content> = (before: Content, after: Content) => string[]

type SavingProps<Content extends object> = {
  work: Work<Content>
  changesOf: Changes<Content>
  /** Why it cannot be saved as it is. */
  bar?: string | undefined
  close: () => void
}

/** What the new version changes, and the button that saves it. */
export function Saving<Content extends object>({ work, changesOf, bar, close }: SavingProps<Content>) {
  const { base, draft, reason, setReason, newer, put } = work
  // Ten thousand labels take a while to compare: what changed is told once typing pauses.
  const changes = changesOf(base.content, useDeferredValue(draft))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    put.mutate()
  }
  const cannot = changes.length === 0 || put.isPending || newer !== undefined || bar !== undefined
  return (
    <section>
      <header>
        <h2>Version {base.version + 1}</h2>
      </header>
      <form className="form" onSubmit={submit}>
        {changes.length === 0 && bar === undefined && <p className="quiet">Nothing is changed yet.</p>}
        <Listed changes={changes} />
        {bar !== undefined && <p className="bad">{bar}</p>}
        {newer && <Stale work={work} newer={newer} changesOf={changesOf} />}
        <Fault error={newer ? null : put.error} />
        <FormField label="Reason" hint="For whoever asks later why this was changed.">
          {control => (
            <textarea
              {...control}
              className="input"
              rows={2}
              maxLength={2000}
              value={reason}
              onChange={event => setReason(event.target.value)}
            />
          )}
        </FormField>
        <div className="form-end">
          <Button look="primary" type="submit" disabled={cannot}>
            Save version {base.version + 1}
          </Button>
          <Button look="plain" onClick={close}>
            Discard changes
          </Button>
        </div>
      </form>
    </section>
  )
}

const Listed = ({ changes }: { changes: string[] }) => (
  <ul className="changes">
    {changes.slice(0, CHANGES_shown).map(change => (
      <li key={change}>{change}</li>
    ))}
    {changes.length > CHANGES_shown && <li>and {changes.length - CHANGES_shown} more</li>}
  </ul>
)

type StaleProps<Content extends object> = {
  work: Work<Content>
  newer: Versioned<Content>
  changesOf: Changes<Content>
}

function Stale<Content extends object>({ work: { base, draft, settle }, newer, changesOf }: StaleProps<Content>) {
  const { merged, clashes } = merge(base.content, draft, newer.content)
  return (
    <div className="notice warn form" role="alert">
      <p>
        <strong>Version {newer.version} was saved while you were editing.</strong> Yours is not saved. They changed:
      </p>
      <Listed changes={changesOf(base.content, newer.content)} />
      {clashes.length > 0 && (
        <p>You both changed {clashes.map(part => part.replaceAll('_', ' ')).join(', ')}: there your draft stands.</p>
      )}
      <div className="form-end">
        <Button onClick={() => settle(merged)}>Bring their changes into my draft</Button>
        <Button look="plain" onClick={() => settle(newer.content)}>
          Discard my draft
        </Button>
      </div>
    </div>
  )
}
