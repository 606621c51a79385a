/** The loop as a circle of stations: read in order, the last leads back to the first. */
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useAddress, useMay } from '../../../people/place.tsx'
import { inPercent, intervalInWords, rateInPercent } from '../../../ui/say.ts'
import type { Overview } from './page.tsx'
import type { Station } from './stations.ts'

type LoopProps = { overview: Overview; stations: Station[]; during: string }

export const Loop = ({ overview, stations, during }: LoopProps) => (
  <section className="overview-loop" aria-labelledby="overview-loop">
    <h2 id="overview-loop" className="hidden-text">
      The loop in the last {during}
    </h2>
    <ol>
      {stations.map(station => (
        <StationCard key={station.key} station={station} />
      ))}
    </ol>
    <Middle overview={overview} />
  </section>
)

/** Names of models are long: they stand smaller than figures. */
const Figure = ({ children }: { children: string }) => (
  <span className={`figure ${/^[\d–]/.test(children) || children.length < 10 ? '' : 'overview-long'}`} title={children}>
    {children}
  </span>
)

const StationCard = ({
  station: { name, icon: Icon, actor, figure, note, to, may = 'read' },
}: {
  station: Station
}) => {
  const address = useAddress()
  const inside = (
    <>
      <span className="overview-name">
        <Icon className={actor ?? ''} size={15} aria-hidden="true" />
        {name}
      </span>
      <Figure>{figure}</Figure>
      <span className="meta">{note}</span>
    </>
  )
  return (
    <li>
      {useMay(may) ? (
        <Link className="overview-station" to={address(to)}>
          {inside}
        </Link>
      ) : (
        <div className="overview-station">{inside}</div>
      )}
    </li>
  )
}

/** In the middle of the circle: what it is all for. */
const Middle = ({ overview: { error_rate, release, certificate } }: { overview: Overview }) => {
  const { estimate } = error_rate.error_rate
  return (
    <dl className="overview-middle">
      <Fact name="Error rate" figure={estimate === null ? '–' : rateInPercent(estimate)}>
        {estimate === null ? 'too little checked in four weeks' : intervalInWords(error_rate.error_rate)}
      </Fact>
      <Fact name="Release in force" figure={release ? (release.model ?? 'Your model') : '–'}>
        {release ? `${release.mode}, ${inPercent(release.share)} of items` : 'nothing released yet'}
      </Fact>
      <Fact name="Certificate" figure={certificate ? `from ${certificate.threshold.toFixed(2)}` : '–'}>
        {certificate ? `confidence, ${certificate.model}` : 'no answers are certified'}
      </Fact>
    </dl>
  )
}

const Fact = ({ name, figure, children }: { name: string; figure: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>
      <Figure>{figure}</Figure>
      <span className="meta">{children}</span>
    </dd>
  </div>
)
