/** The proof: the signed head to keep elsewhere, and the check of everything against it. */
import { ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { getLedgerHead, type Verdict } from '../../../ledger/contract.ts'
import { useMay, usePlace } from '../../../people/place.tsx'
import { useRead } from '../../../ui/call.ts'
import { CopyButton, Fault, Section } from '../../../ui/form.tsx'
import { Button, Dialog, Read } from '../../../ui/parts.tsx'
import { countOf, inFigures, momentOf } from '../../../ui/say.ts'
import { useVerification, type Verifying } from './verifying.ts'

export const Proof = () => {
  const { project_id } = usePlace()
  const may = useMay('maintain')
  const head = useRead(getLedgerHead, { project_id })
  const verification = useVerification(project_id)
  const [is_open, setOpen] = useState(false)
  return (
    <Section
      title="Proof"
      about={
        may
          ? 'Hashes every entry and every row that entries cover again, and compares them with the signed heads.'
          : 'Only a maintainer verifies the ledger.'
      }
      tools={
        <>
          {head.data?.note && <Button onClick={() => setOpen(true)}>Show the signed head</Button>}
          {may && (
            <Button
              look="primary"
              icon={ShieldCheck}
              disabled={verification.is_running}
              onClick={() => void verification.start()}
            >
              Verify the ledger
            </Button>
          )}
        </>
      }
    >
      <Read of={head} what="the head of the ledger">
        {({ size, at }) => (
          <p className="figures">
            {at === null
              ? 'Nothing is sealed yet.'
              : `${countOf(size, 'entry is', 'entries are')} sealed under a signed head of ${momentOf(at)}.`}
          </p>
        )}
      </Read>
      <Outcome of={verification} />
      <Dialog open={is_open} onClose={() => setOpen(false)} title="Signed head">
        {head.data?.note && <Note text={head.data.note} />}
      </Dialog>
    </Section>
  )
}

/** To be kept where nobody of this installation can reach it. */
const Note = ({ text }: { text: string }) => (
  <div className="form">
    <p className="quiet">Keep it somewhere else. With it, nobody can rewrite what came before, not even we.</p>
    <pre className="code" role="region" aria-label="Signed head" tabIndex={0}>
      {text}
    </pre>
    <CopyButton what="signed head" text={text} />
  </div>
)

const Outcome = ({ of: { is_running, line, verdict, error } }: { of: Verifying }) => (
  <>
    <div role="status" className="figures">
      {is_running && (line ? `Checked ${inFigures(line.checked)} of ${line.table ?? 'all'}…` : 'Checking…')}
      {verdict && <Found verdict={verdict} />}
    </div>
    <Fault error={error} />
  </>
)

const Found = ({ verdict }: { verdict: Verdict }) => {
  const { ok, divergence, entries, rows, checkpoints, unsealed } = verdict
  const heads = countOf(checkpoints, 'signed head')
  const counts = `${countOf(entries, 'entry', 'entries')}, ${countOf(rows, 'row')} and ${heads}`
  if (ok) {
    return (
      <p className="notice">
        <strong className="good">The ledger is intact.</strong> {counts} checked
        {unsealed > 0 && `; ${countOf(unsealed, 'entry', 'entries')} wait to be sealed`}.
      </p>
    )
  }
  const where = divergence && [
    ...(divergence.table ? [`in ${divergence.table}`] : []),
    ...(divergence.seq === null ? [] : [`at place ${inFigures(divergence.seq)}`]),
    ...(divergence.entry_id ? [`entry ${divergence.entry_id}`] : []),
  ]
  return (
    <p className="notice bad">
      <strong className="bad">The ledger was changed.</strong> First record that does not fit: {divergence?.what}
      {where && where.length > 0 && ` (${where.join(', ')})`}. {counts} checked.
    </p>
  )
}
