/** A training or an evaluation while it goes on: how far it is, and a way to stop it. */
import { useMay } from '../../people/place.tsx'
import { toldOf } from '../../ui/call.ts'
import { Meter } from '../../ui/charts/meter.tsx'
import { Button } from '../../ui/parts.tsx'
import { inPercent } from '../../ui/say.ts'

/** How often a run is looked at. */
export const LOOKS_EVERY_ms = 1000

export const isRunning = ({ state }: { state: string }): boolean => state === 'queued' || state === 'running'

/** In whole percent: tenths would only flicker. */
export const percentOf = ({ progress }: { progress: number }): string => inPercent(Math.floor(100 * progress) / 100)

/** `verb`: what is done so far, as `fitted`. */
export const Progress = ({ of, verb }: { of: { state: string; progress: number }; verb: string }) =>
  of.state === 'queued' ? (
    <span className="models-state quiet">Waiting</span>
  ) : (
    <span className="models-state figures">
      <Meter name={`${percentOf(of)} ${verb}`} share={of.progress} look="model" />
      <span aria-hidden="true">{percentOf(of)}</span>
    </span>
  )

type CancelProps = { name: string; act: { error: Error | null; isPending: boolean }; cancel: () => void }

/** `name` says of which one, for screen readers. */
export const Cancel = ({ name, act, cancel }: CancelProps) =>
  useMay('maintain') && (
    <>
      <Button aria-label={name} disabled={act.isPending} onClick={cancel}>
        Cancel
      </Button>
      {act.error && (
        <span role="alert" className="meta bad">
          {toldOf(act.error)}
        </span>
      )}
    </>
  )
