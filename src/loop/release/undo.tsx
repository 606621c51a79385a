/** Stopping a model, and going back to the release before: each says first what it will do. */
import { type FormEvent, type ReactNode, useId } from 'react'
import { usePlace } from '../../people/place.tsx'
import { useAct } from '../../ui/call.ts'
import { FormEnd, FormField, faultAt } from '../../ui/form.tsx'
import { momentOf } from '../../ui/say.ts'
import { listModels } from '../train/contract.ts'
import { createRelease, getCurrentRelease, listCertificates, listReleases, rollBack } from './contract.ts'
import type { Release } from './page.tsx'
import { inOneSentence, nameOf } from './words.ts'

/** What is read again after a release. */
export const RENEWED = [getCurrentRelease, listReleases, listCertificates, listModels]

const reasonIn = (event: FormEvent<HTMLFormElement>): string => {
  event.preventDefault()
  return String(new FormData(event.currentTarget).get('reason'))
}

type UndoProps = {
  effect: ReactNode
  /** Stands in the field already: in need one does not want to think of words. */
  reason: string
  submit: (event: FormEvent<HTMLFormElement>) => void
  act: { error: Error | null; isPending: boolean }
  verb: string
  close: () => void
}

const Undo = ({ effect, reason, submit, act, verb, close }: UndoProps) => {
  const id = useId()
  return (
    <form className="form" onSubmit={submit} aria-describedby={id}>
      <div id={id} className="releases-effect">
        {effect}
      </div>
      <FormField label="Reason" hint="The ledger keeps it." fault={faultAt(act.error, 'reason')}>
        {control => (
          <input {...control} className="input" name="reason" required maxLength={2000} defaultValue={reason} />
        )}
      </FormField>
      <FormEnd act={act} close={close} back="Leave it as it is" look="danger">
        {verb}
      </FormEnd>
    </form>
  )
}

export const Stop = ({ release, close }: { release: Release | null; close: () => void }) => {
  const { project_id } = usePlace()
  const stop = useAct(createRelease, { renews: RENEWED })
  const share = release ? { share: release.share } : {}
  return (
    <Undo
      effect={
        <>
          <p>
            From the next item on no answer is given: every item is held and goes to people.
            {release && ` ${inOneSentence(release)} That ends.`}
          </p>
          <p className="quiet">
            What was answered stays as it is. To start again, roll back, or release{' '}
            {release ? nameOf(release.model) : 'a model'}.
          </p>
        </>
      }
      reason="Stopped by hand"
      submit={event =>
        stop.mutate({ project_id, mode: 'off', ...share, reason: reasonIn(event) }, { onSuccess: close })
      }
      act={stop}
      verb="Stop answering"
      close={close}
    />
  )
}

export const RollBack = ({ before, close }: { before: Release; close: () => void }) => {
  const { project_id } = usePlace()
  const back = useAct(rollBack, { renews: RENEWED })
  return (
    <Undo
      effect={
        <>
          <p>
            This brings back the release of {momentOf(before.at)}: <strong>{inOneSentence(before)}</strong>
          </p>
          <p className="quiet">
            It holds from the next item on, and no gate is asked. What was answered stays as it is.
          </p>
        </>
      }
      reason="Rolled back by hand"
      submit={event => back.mutate({ project_id, reason: reasonIn(event) }, { onSuccess: close })}
      act={back}
      verb="Roll back"
      close={close}
    />
  )
}
