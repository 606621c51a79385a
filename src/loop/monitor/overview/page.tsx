/** Overview: the loop in one picture, and what somebody should look at. */
import './page.css'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { usePlace } from '../../../people/place.tsx'
import type { OutputOf } from '../../../platform/endpoint.ts'
import { readOf } from '../../../ui/call.ts'
import { useNow } from '../../../ui/clock.ts'
import { Page } from '../../../ui/page.tsx'
import { Read } from '../../../ui/parts.tsx'
import { PeriodSwitch, usePeriod } from '../period.tsx'
import { Attention, Waiting } from './attention.tsx'
import { getOverview } from './contract.ts'
import { Loop } from './loop.tsx'
import { stationsOf } from './stations.ts'

export type Overview = OutputOf<typeof getOverview>

const DAY = { key: '24h', name: '24 hours', days: 1 }
const PERIODS = [DAY, { key: '7d', name: '7 days', days: 7 }, { key: '4w', name: '4 weeks', days: 28 }]
const RENEWS_EVERY_ms = 5000

/** What happened since the window of `period` began; while the next answer is awaited, the last one stays. */
const useOverview = () => {
  const { project_id } = usePlace()
  const { period, window } = usePeriod(PERIODS, DAY)
  const read = readOf(getOverview, { project_id, since: window.since })
  return {
    period,
    overview: useQuery({ ...read, placeholderData: keepPreviousData, refetchInterval: RENEWS_EVERY_ms }),
  }
}

export const OverviewPage = () => {
  const { period, overview } = useOverview()
  const now = useNow()
  return (
    <Page title="Overview" wide tabs={usePlace().tabs} tools={<PeriodSwitch periods={PERIODS} chosen={period} />}>
      <Read of={overview} what="the overview">
        {data => (
          <div className="overview">
            <Loop overview={data} stations={stationsOf(data, now)} during={period.name} />
            <div className="overview-below">
              <Attention overview={data} />
              <Waiting waiting={data.waiting} now={now} />
            </div>
          </div>
        )}
      </Read>
    </Page>
  )
}
