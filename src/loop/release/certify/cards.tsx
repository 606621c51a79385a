/** Certificates: from which confidence answers may be given without a person, and what ended those that ended. */
import { BadgeCheck } from 'lucide-react'
import { useState } from 'react'
import { useMay, usePlace } from '../../../people/place.tsx'
import type { OutputOf } from '../../../platform/endpoint.ts'
import { Whisker } from '../../../ui/charts/whisker.tsx'
import { useNow } from '../../../ui/clock.ts'
import { Section } from '../../../ui/form.tsx'
import { usePages } from '../../../ui/pages.ts'
import { Badge, Button, Dialog, Earlier, Read } from '../../../ui/parts.tsx'
import { agoOf, countOf, dayOf, inFigures, inPercent } from '../../../ui/say.ts'
import { listCertificates } from '../contract.ts'
import type { Release } from '../page.tsx'
import { CertifyForm } from './form.tsx'

type Page = OutputOf<typeof listCertificates>
type Certificate = Page['certificates'][number]

const rowsOf = ({ certificates }: Page) => certificates

export const Certificates = ({ release }: { release: Release | null }) => {
  const { project_id } = usePlace()
  const certificates = usePages(listCertificates, { project_id, limit: 20 }, rowsOf)
  const may = useMay('maintain')
  const [is_open, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <Section
      title="Certificates"
      about="What random audits prove: above which confidence answers may be given without a person."
      tools={
        may && (
          <Button icon={BadgeCheck} onClick={() => setOpen(true)}>
            Certify a model
          </Button>
        )
      }
    >
      <Read of={certificates} what="the certificates">
        {rows => (
          <section className="releases-certificates" aria-label="Certificates, newest first" tabIndex={0}>
            {rows.length === 0 && (
              <p className="quiet">
                None yet. Let the policy draw random audits, have people answer them, then certify the model.
              </p>
            )}
            <ul>
              {rows.map(each => (
                <Card key={each.id} of={each} />
              ))}
            </ul>
            <Earlier of={certificates} />
          </section>
        )}
      </Read>
      <Dialog open={is_open} onClose={close} title="Certify a model">
        <CertifyForm release={release} close={close} />
      </Dialog>
    </Section>
  )
}

const BADGES = { valid: 'human', expired: 'warn', refused: 'bad' } as const

const Card = ({ of }: { of: Certificate }) => {
  const now = useNow()
  const { model, state, at, alpha, delta, threshold, coverage, traffic } = of
  return (
    <li>
      <header>
        <Badge look={BADGES[state]}>{state}</Badge>
        <strong>{model}</strong>
        <span className="meta">{agoOf(at, now)}</span>
      </header>
      {threshold === null ? (
        <p>
          At no confidence is it certain enough ({inPercent(1 - delta)}) that at most {inPercent(alpha)} of the answers
          are wrong.
        </p>
      ) : (
        <>
          <p>
            From a confidence of <strong className="figures">{threshold.toFixed(3)}</strong> at most
            {` ${inPercent(alpha)} `}
            of the answers are wrong, with a certainty of {inPercent(1 - delta)}.
          </p>
          <p className="meta figures">
            Covers {inPercent(coverage.estimate ?? 0)} of {countOf(traffic, 'recent answer')}, 95% interval{' '}
            {inPercent(coverage.low)} to {inPercent(coverage.high)}
          </p>
          <Whisker name="Share of answers covered" of={coverage} say={inPercent} look="model" to={1} />
        </>
      )}
      <p className={`meta ${state === 'expired' ? 'warn' : ''}`}>{whyOf(of)}</p>
    </li>
  )
}

/** What it rests on, what ended it, or what it takes. */
const whyOf = ({ state, why, n, k, audits, pending, needed, expires_at }: Certificate): string => {
  const waiting = pending > 0 ? ` ${countOf(pending, 'audit')} wait for an answer.` : ''
  if (state === 'expired') return `Ended: ${why ?? 'its time was over'}.`
  if (state === 'refused') {
    const rests = `It rests on ${countOf(audits, 'answered audit')}.`
    const takes =
      needed === null
        ? 'More of the same would not help: errors are too frequent at every confidence.'
        : `About ${inFigures(needed)} more are needed, if errors stay as frequent.`
    return [rests, why, takes].filter(Boolean).join(' ') + waiting
  }
  const until = expires_at ? ` Holds until ${dayOf(expires_at)} at most.` : ''
  return `${countOf(k, 'error')} in ${countOf(n, 'audit')} at or above it.${until}${waiting}`
}
