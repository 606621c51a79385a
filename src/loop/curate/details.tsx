/** One erratum: what was wrong, why, and what it rests on. */
import { X } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { usePlace } from '../../people/place.tsx'
import type { Asked } from '../../projects/asked.tsx'
import { useRead } from '../../ui/call.ts'
import { useCommands } from '../../ui/keys.ts'
import { Badge, IconButton, Read } from '../../ui/parts.tsx'
import { momentOf } from '../../ui/say.ts'
import { type Erratum, getErratum } from './contract.ts'
import { Provenance } from './provenance.tsx'

type DetailsProps = { opened: string; asked: Asked; close: () => void }

export const Details = ({ opened, asked, close }: DetailsProps) => {
  const { project_id } = usePlace()
  const erratum = useRead(getErratum, { project_id, erratum_id: opened })
  const head = useRef<HTMLDivElement>(null)
  useCommands([{ id: 'errata.close', key: 'Escape', title: 'Close the erratum', run: close }])
  // On a narrow screen the details stand below the list.
  useEffect(() => {
    if (opened) head.current?.scrollIntoView({ block: 'nearest' })
  }, [opened])
  return (
    <div className="errata-details">
      <div className="errata-title" ref={head}>
        <h2>{erratum.data ? `Erratum of ${erratum.data.external_id}` : 'Erratum'}</h2>
        <IconButton icon={X} name="Close the erratum" onClick={close} />
      </div>
      <Read of={erratum} what="the erratum">
        {erratum => (
          <>
            <What erratum={erratum} asked={asked} />
            <Why erratum={erratum} />
            <ItemText input={erratum.input} />
            <Provenance entry_id={erratum.proof} />
          </>
        )}
      </Read>
    </div>
  )
}

const Part = ({ title, about, children }: { title: string; about?: ReactNode; children: ReactNode }) => (
  <section>
    <header>
      <h3>{title}</h3>
      {about && <span className="meta">{about}</span>}
    </header>
    {children}
  </section>
)

const What = ({ erratum: { was, answer, input, model, in_force }, asked }: { erratum: Erratum; asked: Asked }) => {
  const { Diff } = asked.view
  return (
    <Part title="What changed" about={<Badge look="model">{model}</Badge>}>
      <Diff from={was} to={answer} form={asked.form} input={input} />
      {!in_force && <p className="warn errata-note">No longer in force: its answer was put right or taken back.</p>}
    </Part>
  )
}

/** How an answer came about, in words. */
const HOW_WORDS: Record<Erratum['how'], string> = {
  single: 'One reviewer said so',
  consensus: 'Reviewers agreed',
  adjudicated: 'An adjudicator settled it',
  undecidable: 'An adjudicator found that it cannot be decided',
  overruled: 'An earlier answer was overruled',
  bulk: 'Answered together with many others',
  withdrawn: 'It was taken back',
}

const Why = ({ erratum: { category, rationale, how, at } }: { erratum: Erratum }) => (
  <Part title="Why the model was wrong">
    <p>{category ?? <span className="quiet">No category was named.</span>}</p>
    {rationale && <p className="errata-note errata-rationale">{rationale}</p>}
    <p className="meta errata-note">
      {HOW_WORDS[how]}, <time dateTime={at}>{momentOf(at)}</time>
    </p>
  </Part>
)

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''

const ItemText = ({ input }: { input: Erratum['input'] }) => {
  const title = [input.title, input.subject].find(isText)
  return (
    <Part title="The item">
      {title && <p className="errata-subject">{title}</p>}
      <p className="errata-text" dir="auto">
        {input.text}
      </p>
    </Part>
  )
}
