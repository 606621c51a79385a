/** Quality: how often the model is wrong, where, since when, and what correcting takes. */
import './page.css'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { useAddress, useMay, usePlace } from '../../people/place.tsx'
import type { OutputOf } from '../../platform/endpoint.ts'
import { readOf } from '../../ui/call.ts'
import { Page } from '../../ui/page.tsx'
import { Loading, Read, State } from '../../ui/parts.tsx'
import { inPercent } from '../../ui/say.ts'
import * as contract from './contract.ts'
import { ErrataByCategory, ErrorsByCategory, ErrorsOverTime, type Missing } from './errors/cards.tsx'
import { type Between, type Period, PeriodSwitch, usePeriod } from './period.tsx'
import { CorrectionTimes, Reviewers } from './quality/cards.tsx'
import { Strip } from './quality/strip.tsx'
import { useVersions, VersionChoice, type Versions } from './versions.tsx'

type Quality = OutputOf<typeof contract.getQuality>

const TWELVE_WEEKS = { key: '12w', name: '12 weeks', days: 84 }
const PERIODS = [{ key: '4w', name: '4 weeks', days: 28 }, TWELVE_WEEKS, { key: '1y', name: '1 year', days: 364 }]

export const QualityPage = () => {
  const { period, window } = usePeriod(PERIODS, TWELVE_WEEKS)
  const versions = useVersions()
  return (
    <Page
      title="Quality"
      wide
      tabs={usePlace().tabs}
      tools={
        <>
          <PeriodSwitch periods={PERIODS} chosen={period} />
          {versions && <VersionChoice versions={versions} />}
        </>
      }
    >
      {versions ? (
        <Dashboard period={period} window={window} versions={versions} />
      ) : (
        <Loading what="the figures of quality" />
      )}
    </Page>
  )
}

type DashboardProps = { period: Period; window: Between; versions: Versions }

/** How many classes are shown at first, and at most. */
const CLASSES = { few: 8, all: 500 }

/** All figures of a window; another window's stay in sight until they are there, so that nothing jumps. */
const useFigures = (window: Between, { model, against }: Versions, limit: number) => {
  const asked = { project_id: usePlace().project_id, ...window }
  const held = { placeholderData: keepPreviousData }
  const compared = { ...asked, limit, ...(model && { model }), ...(against && { against }) }
  return {
    quality: useQuery({ ...readOf(contract.getQuality, asked), ...held }),
    by_category: useQuery({ ...readOf(contract.getErrorsByCategory, compared), ...held }),
    over_time: useQuery({ ...readOf(contract.getErrorsOverTime, asked), ...held }),
    latency: useQuery({ ...readOf(contract.getLatency, asked), ...held }),
    effort: useQuery({ ...readOf(contract.getEffort, asked), ...held }),
  }
}

const Dashboard = ({ period, window, versions }: DashboardProps) => {
  const [limit, setLimit] = useState(CLASSES.few)
  const { quality, by_category, over_time, latency, effort } = useFigures(window, versions, limit)
  const { against } = versions
  const missing = useMissing(period)
  return (
    <Read of={quality} what="the figures of quality">
      {data =>
        data.seconds_per_1000.predictions === 0 && data.error_rate.n === 0 ? (
          <Nothing period={period} />
        ) : (
          <div className="quality" aria-busy={quality.isPlaceholderData}>
            <Story
              headline={data.headline}
              paragraph={(against && by_category.data?.sentence) || changesIn(data)}
              versions={versions}
            />
            <Strip quality={data} />
            <div className="quality-wide">
              <Read of={by_category} what="errors by class">
                {rates => (
                  <ErrorsByCategory
                    data={rates}
                    against={against}
                    missing={missing}
                    showAll={() => setLimit(CLASSES.all)}
                  />
                )}
              </Read>
              <Read of={over_time} what="errors over time">
                {times => <ErrorsOverTime data={times} missing={missing} />}
              </Read>
            </div>
            <div className="quality-three">
              <Read of={latency} what="correction times">
                {times => <CorrectionTimes data={times} during={period.name} missing={missing} />}
              </Read>
              <Read of={by_category} what="error categories">
                {rates => <ErrataByCategory data={rates} missing={missing} />}
              </Read>
              <Read of={effort} what="reviewers">
                {({ people }) => <Reviewers people={people} missing={missing} />}
              </Read>
            </div>
          </div>
        )
      }
    </Read>
  )
}

/** How sure the error rate is, and what else changed clearly: the figures below say what did not. */
const changesIn = ({ error_rate, correction_seconds, agreement, seconds_per_1000 }: Quality): string => {
  const changed = [correction_seconds, agreement, seconds_per_1000].filter(({ word }) => word !== 'no clear change')
  return [error_rate, ...changed].map(({ sentence }) => sentence).join(' ')
}

type StoryProps = { headline: string; paragraph: string; versions: Versions }

/** The finding in a sentence, and where to go with it. */
const Story = ({ headline, paragraph, versions: { release } }: StoryProps) => {
  const address = useAddress()
  const live = release && release.mode !== 'off' ? `, ${inPercent(release.share)} ${release.mode}` : ''
  return (
    <header className="story-head quality-story">
      <div>
        <h2 className="story">{headline}</h2>
        <p>{paragraph}</p>
      </div>
      <div className="quality-ways">
        <Link className="button" to={address('errata')}>
          See the errata
        </Link>
        <Link className="button primary" to={address('releases')}>
          {release ? `Open release${live}` : 'Open releases'}
        </Link>
      </div>
    </header>
  )
}

/** What stands in a card where nothing was observed, with what to do about it. */
const useMissing = (period: Period): Missing => {
  const address = useAddress()
  const may_review = useMay('review')
  return what => (
    <div className="quality-missing">
      <p>
        {what} in the last {period.name}.
      </p>
      {may_review ? <Link to={address('review')}>Review what waits</Link> : <p>It fills as people review.</p>}
    </div>
  )
}

const Nothing = ({ period }: { period: Period }) => {
  const address = useAddress()
  return (
    <State title={`No predictions in the last ${period.name}.`}>
      <p className="quality-nothing">
        Quality is measured from predictions and from what people say of some of them. Send predictions, let the policy
        draw audits, and review them: the figures appear here, each with how sure it is.
      </p>
      <Link className="button" to={address('policy')}>
        Open the policy
      </Link>
    </State>
  )
}
