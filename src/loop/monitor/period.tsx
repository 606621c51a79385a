/** The time that a page looks at, kept in its address. */
import './period.css'
import { useSearchParams } from 'wouter'
import { useNow } from '../../ui/clock.ts'

const DAY_ms = 86_400_000
const RENEWS_EVERY_ms = 300_000

export type Period = { key: string; name: string; days: number }

/** A window as the server takes it. */
export type Between = { since: string; until: string }

/** Up to the end of the present minute, so that what happens now belongs to it. */
const windowOf = ({ days }: Period, at: number): Between => {
  const end = Math.ceil(at / 60_000) * 60_000
  return { since: new Date(end - days * DAY_ms).toISOString(), until: new Date(end).toISOString() }
}

/** The period chosen in the address, else `fallback`, with its window, which goes along with the clock. */
export const usePeriod = (periods: readonly Period[], fallback: Period) => {
  const [params] = useSearchParams()
  const period = periods.find(each => each.key === params.get('window')) ?? fallback
  return { period, window: windowOf(period, useNow(RENEWS_EVERY_ms)) }
}

type SwitchProps = { periods: readonly Period[]; chosen: Period }

/** Buttons for the periods. */
export const PeriodSwitch = ({ periods, chosen }: SwitchProps) => {
  const [, setParams] = useSearchParams()
  const choose = (key: string) =>
    setParams(
      params => {
        params.set('window', key)
        return params
      },
      { replace: true },
    )
  return (
    <div className="tabs period" role="group" aria-label="Time looked at">
      {periods.map(({ key, name }) => (
        <button key={key} type="button" aria-pressed={key === chosen.key} onClick={() => choose(key)}>
          {name}
        </button>
      ))}
    </div>
  )
}
