/** Versions of the dataset: what each holds, what was found in it, and what it changed. */
import './page.css'
import { useState } from 'react'
import { useMay, usePlace } from '../../../people/place.tsx'
import type { OutputOf } from '../../../platform/endpoint.ts'
import { useNow } from '../../../ui/clock.ts'
import { Page } from '../../../ui/page.tsx'
import { usePages } from '../../../ui/pages.ts'
import { Button, Read, State } from '../../../ui/parts.tsx'
import { agoOf, countOf, inFigures } from '../../../ui/say.ts'
import { type Dataset, listDatasets } from '../contract.ts'
import { Comparison } from './diff.tsx'
import { FreezeDialog } from './freeze.tsx'
import { RestoreDialog } from './restore.tsx'
import { Versions } from './versions.tsx'

/** What a dialog is open for. */
type Opened = 'freeze' | Dataset

const PAGE_rows = 100
const datasetsIn = ({ datasets }: OutputOf<typeof listDatasets>) => datasets

export const DatasetsPage = () => {
  const { project_id, tabs } = usePlace()
  const datasets = usePages(listDatasets, { project_id, limit: PAGE_rows }, datasetsIn)
  const [opened, open] = useState<Opened>()
  const [told, tell] = useState('')
  const close = (sentence = '') => {
    open(undefined)
    tell(sentence)
  }
  const [newest] = datasets.data ?? []
  return (
    <Page title="Datasets" tabs={tabs}>
      <Read of={datasets} what="the datasets">
        {rows => (
          <>
            <p role="status" className={told ? 'notice' : 'hidden-text'}>
              {told}
            </p>
            {newest ? <Story newest={newest} freeze={() => open('freeze')} /> : <None freeze={() => open('freeze')} />}
            {newest && <Versions rows={rows} more={datasets.more} restore={open} />}
            {rows.length > 1 && <Comparison versions={rows.map(each => each.version)} />}
          </>
        )}
      </Read>
      <FreezeDialog open={opened === 'freeze'} newest={newest} close={close} />
      <RestoreDialog earlier={opened === 'freeze' ? undefined : opened} newest={newest} close={close} />
    </Page>
  )
}

/** Whoever may not freeze is told so, instead of finding a button that refuses. */
const FreezeButton = ({ freeze }: { freeze: () => void }) =>
  useMay('maintain') ? (
    <Button look="primary" onClick={freeze}>
      Freeze a version
    </Button>
  ) : (
    <p className="meta">Only a maintainer freezes and restores versions.</p>
  )

const Story = ({ newest, freeze }: { newest: Dataset; freeze: () => void }) => {
  const now = useNow()
  const { version, train, holdout, at, reason } = newest
  return (
    <div className="story-head datasets-story">
      <div>
        <h2 className="story">
          Version {version} holds {countOf(train + holdout, 'known answer')}.
        </h2>
        <p>
          {inFigures(train)} to train on, {inFigures(holdout)} held out to measure with. Frozen {agoOf(at, now)}:{' '}
          <b>{reason}</b>
        </p>
      </div>
      <FreezeButton freeze={freeze} />
    </div>
  )
}

const None = ({ freeze }: { freeze: () => void }) => (
  <State title="No version was frozen yet.">
    <p>
      A version is a fixed set of known answers, named by the hash of its lines: what a model is trained on and measured
      with. Freeze one as soon as people have answered, or known answers were brought along.
    </p>
    <FreezeButton freeze={freeze} />
  </State>
)
