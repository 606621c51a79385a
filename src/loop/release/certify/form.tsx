/** Asking for a certificate. */
import type { FormEvent } from 'react'
import { usePlace } from '../../../people/place.tsx'
import { useAct } from '../../../ui/call.ts'
import { FormEnd, FormField, faultAt } from '../../../ui/form.tsx'
import { certifyModel, listCertificates } from '../contract.ts'
import type { Release } from '../page.tsx'
import { liveOf } from '../replace.ts'
import { shareOf } from '../words.ts'

const inputOf = (form: FormData) => {
  const [model, days] = [String(form.get('model')), String(form.get('days'))]
  return {
    alpha: shareOf(Number(form.get('alpha'))),
    delta: shareOf(100 - Number(form.get('certainty'))),
    ...(model && { model }),
    ...(days && { days: Number(days) }),
  }
}

export const CertifyForm = ({ release, close }: { release: Release | null; close: () => void }) => {
  const { project_id } = usePlace()
  const certify = useAct(certifyModel, { renews: [listCertificates] })
  const live = release && liveOf(release)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    certify.mutate({ project_id, ...inputOf(new FormData(event.currentTarget)) }, { onSuccess: close })
  }
  const number = { className: 'input', type: 'number', step: 'any' }
  return (
    <form className="form" onSubmit={submit}>
      <p className="quiet">
        It looks at the random audits that people have answered. Where they prove too little, it is refused, and says
        how many more are needed.
      </p>
      <FormField
        label="Model"
        hint={live ? `Left empty: ${live}, whose answers are given.` : 'The name it has in its predictions.'}
        fault={faultAt(certify.error, 'model')}
      >
        {control => (
          <input {...control} className="input" name="model" required={!live} maxLength={255} autoComplete="off" />
        )}
      </FormField>
      <div className="form-row">
        <FormField label="Wrong at most, percent" fault={faultAt(certify.error, 'alpha')}>
          {control => <input {...control} {...number} name="alpha" min="0.001" max="50" required defaultValue="2" />}
        </FormField>
        <FormField label="Certainty, percent" fault={faultAt(certify.error, 'delta')}>
          {control => (
            <input {...control} {...number} name="certainty" min="50" max="99.999" required defaultValue="95" />
          )}
        </FormField>
        <FormField label="Days at most" hint="Empty: no limit." fault={faultAt(certify.error, 'days')}>
          {control => <input {...control} {...number} name="days" min="1" max="3650" step="1" />}
        </FormField>
      </div>
      <FormEnd act={certify} close={close}>
        Certify model
      </FormEnd>
    </form>
  )
}
