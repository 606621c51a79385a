/** Freezing what is known now: with a reason, and with every severe finding accepted by its name. */
import { type FormEvent, useState } from 'react'
import { usePlace } from '../../../people/place.tsx'
import { ProblemError, useAct } from '../../../ui/call.ts'
import { Fault, FormField, faultAt } from '../../../ui/form.tsx'
import { Button, Dialog } from '../../../ui/parts.tsx'
import { type Dataset, FINDINGS, type Finding, freezeDataset, listDatasets } from '../contract.ts'
import { findingInWords } from './versions.tsx'

type FreezeProps = { open: boolean; newest: Dataset | undefined; close: (told?: string) => void }

export const FreezeDialog = ({ open, newest, close }: FreezeProps) => (
  <Dialog open={open} onClose={() => open && close()} title="Freeze a version">
    <FreezeForm newest={newest} close={close} />
  </Dialog>
)

/** What validation found, where that is why a freeze was refused. */
const findingsIn = (error: unknown): Finding[] =>
  error instanceof ProblemError ? ((error.problem.findings as Finding[] | undefined) ?? []) : []

const FreezeForm = ({ newest, close }: Omit<FreezeProps, 'open'>) => {
  const { project_id } = usePlace()
  const [reason, setReason] = useState('')
  const [share, setShare] = useState('20')
  const [accept, setAccept] = useState<Finding['code'][]>([])
  const freeze = useAct(freezeDataset, { renews: [listDatasets] })
  const findings = findingsIn(freeze.error)
  const save = (event: FormEvent) => {
    event.preventDefault()
    const first = newest ? {} : { holdout_share: Number(share) / 100 }
    freeze.mutate(
      { project_id, reason, accept, ...first },
      {
        onSuccess: ({ version }) =>
          close(
            version === newest?.version
              ? `Nothing changed since version ${version}, so no version was made.`
              : `Version ${version} is frozen.`,
          ),
      },
    )
  }
  return (
    <form className="form" onSubmit={save}>
      <p className="quiet">
        What is known of every item now becomes version {(newest?.version ?? 0) + 1}. It never changes after.
      </p>
      <FormField label="Reason" hint="What this version is for." fault={faultAt(freeze.error, 'reason')}>
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
      {!newest && <Share value={share} change={setShare} fault={faultAt(freeze.error, 'holdout_share')} />}
      {findings.length > 0 ? <Found {...{ findings, accept, setAccept }} /> : <Fault error={freeze.error} />}
      <div className="form-end right">
        <Button onClick={() => close()}>Cancel</Button>
        <Button look="primary" type="submit" disabled={freeze.isPending}>
          Freeze version {(newest?.version ?? 0) + 1}
        </Button>
      </div>
    </form>
  )
}

type ShareProps = { value: string; change: (value: string) => void; fault: string | undefined }

const Share = ({ value, change, fault }: ShareProps) => (
  <FormField label="Held out, in percent" hint="Measured with, never trained on. Later versions keep it." fault={fault}>
    {control => (
      <input
        {...control}
        className="input datasets-share"
        type="number"
        min={1}
        max={90}
        required
        value={value}
        onChange={event => change(event.target.value)}
      />
    )}
  </FormField>
)

type FoundProps = { findings: Finding[]; accept: Finding['code'][]; setAccept: (codes: Finding['code'][]) => void }

/** Why it was refused: what is severe has to be accepted by name, the rest is only told. */
const Found = ({ findings, accept, setAccept }: FoundProps) => (
  <div className="notice warn" role="alert">
    <p>
      <b>This is not fit to be frozen as it is.</b> Put the answers right, or accept what is all right this time.
    </p>
    <ul className="datasets-found">
      {findings.map(finding => {
        const { code, severe } = finding
        const toggle = () => setAccept(accept.includes(code) ? accept.filter(each => each !== code) : [...accept, code])
        return (
          <li key={code}>
            {severe ? (
              <label className="check">
                <input type="checkbox" checked={accept.includes(code)} onChange={toggle} />
                <Told finding={finding} />
              </label>
            ) : (
              <Told finding={finding} />
            )}
          </li>
        )
      })}
    </ul>
  </div>
)

const Told = ({ finding }: { finding: Finding }) => (
  <span>
    <b>
      {finding.severe && 'Accept '}
      {findingInWords(finding)}.
    </b>{' '}
    {FINDINGS[finding.code]}
    {finding.examples.length > 0 && <span className="meta">Such as {finding.examples.slice(0, 5).join(', ')}</span>}
  </span>
)
