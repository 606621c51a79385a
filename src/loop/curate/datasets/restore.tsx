/** Bringing an earlier version back, as a new one. */
import { type FormEvent, useState } from 'react'
import { usePlace } from '../../../people/place.tsx'
import { useAct } from '../../../ui/call.ts'
import { FormEnd, FormField } from '../../../ui/form.tsx'
import { Dialog } from '../../../ui/parts.tsx'
import { type Dataset, listDatasets, restoreDataset } from '../contract.ts'

type RestoreProps = { earlier: Dataset | undefined; newest: Dataset | undefined; close: (told?: string) => void }

export const RestoreDialog = ({ earlier, newest, close }: RestoreProps) => (
  <Dialog
    open={earlier !== undefined}
    onClose={() => earlier && close()}
    title={`Restore version ${earlier?.version ?? ''}`}
  >
    {earlier && newest && <RestoreForm earlier={earlier} newest={newest} close={close} />}
  </Dialog>
)

type FormProps = { earlier: Dataset; newest: Dataset; close: (told?: string) => void }

const RestoreForm = ({ earlier, newest, close }: FormProps) => {
  const { project_id } = usePlace()
  const [reason, setReason] = useState('')
  const restore = useAct(restoreDataset, { renews: [listDatasets] })
  const save = (event: FormEvent) => {
    event.preventDefault()
    restore.mutate(
      { project_id, version: earlier.version, reason },
      {
        onSuccess: ({ version }) =>
          close(
            version === newest.version
              ? `Version ${version} holds these lines already, so no version was made.`
              : `Version ${version} brings version ${earlier.version} back.`,
          ),
      },
    )
  }
  return (
    <form className="form" onSubmit={save}>
      <p className="quiet">
        Its lines come back as version {newest.version + 1}, under the same root. Nothing is lost: the versions between
        stay as they are.
      </p>
      <FormField label="Reason">
        {control => (
          <textarea
            {...control}
            className="input"
            required
            maxLength={2000}
            value={reason}
            onChange={event => setReason(event.target.value)}
          />
        )}
      </FormField>
      <FormEnd act={restore} close={close}>
        Restore version {earlier.version}
      </FormEnd>
    </form>
  )
}
