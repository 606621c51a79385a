/** Trainings: how far they are, how they ended, and a way to stop one. */
import { Ban, CircleAlert, CircleCheck, type LucideIcon } from 'lucide-react'
import { usePlace } from '../../people/place.tsx'
import type { OutputOf } from '../../platform/endpoint.ts'
import { useAct } from '../../ui/call.ts'
import { useEvery, useNow } from '../../ui/clock.ts'
import { Section } from '../../ui/form.tsx'
import { usePages } from '../../ui/pages.ts'
import { Earlier, Read } from '../../ui/parts.tsx'
import { agoOf } from '../../ui/say.ts'
import { cancelTraining, listTrainings } from '../train/contract.ts'
import { learnerOf } from './models.tsx'
import { Cancel, isRunning, LOOKS_EVERY_ms, Progress } from './run.tsx'

type Page = OutputOf<typeof listTrainings>
type Training = Page['trainings'][number]

const rowsOf = ({ trainings }: Page) => trainings

export const Trainings = () => {
  const { project_id } = usePlace()
  const trainings = usePages(listTrainings, { project_id, limit: 20 }, rowsOf)
  useEvery(trainings.data?.some(isRunning) ? LOOKS_EVERY_ms : undefined, trainings.refetch)
  return (
    <Section title="Trainings">
      <Read of={trainings} what="the trainings">
        {rows =>
          rows.length === 0 ? (
            <p className="quiet">None yet. One takes seconds with the built-in learner.</p>
          ) : (
            <section className="models-list" aria-label="Trainings, newest first" tabIndex={0}>
              <ul>
                {rows.map(each => (
                  <Row key={each.id} training={each} />
                ))}
              </ul>
              <Earlier of={trainings} />
            </section>
          )
        }
      </Read>
    </Section>
  )
}

type End = Exclude<Training['state'], 'queued' | 'running'>

const ICONS: Record<End, { icon: LucideIcon; look: string; word: string }> = {
  done: { icon: CircleCheck, look: 'good', word: 'Done' },
  failed: { icon: CircleAlert, look: 'bad', word: 'Failed' },
  cancelled: { icon: Ban, look: 'quiet', word: 'Cancelled' },
}

const Row = ({ training }: { training: Training }) => {
  const { model, dataset, seed, at } = training
  const now = useNow()
  return (
    <li>
      <State of={training} />
      <span className="models-what">
        <span>{model ?? `${learnerOf(training)} on version ${dataset}`}</span>
        <span className="meta">
          {model && `Version ${dataset}, `}seed {seed}, {agoOf(at, now)}
        </span>
        {training.message && <span className="meta bad">{training.message}</span>}
      </span>
      {isRunning(training) && <CancelTraining training={training} />}
    </li>
  )
}

const State = ({ of }: { of: Training }) => {
  const { state } = of
  if (state === 'queued' || state === 'running') return <Progress of={of} verb="fitted" />
  const { icon: Icon, look, word } = ICONS[state]
  return (
    <span className={`models-state ${look}`}>
      <Icon size={16} aria-hidden="true" />
      {word}
    </span>
  )
}

const CancelTraining = ({ training: { id, dataset } }: { training: Training }) => {
  const { project_id } = usePlace()
  const act = useAct(cancelTraining, { renews: [listTrainings] })
  const cancel = () => act.mutate({ project_id, training_id: id })
  return <Cancel name={`Cancel training on version ${dataset}`} act={act} cancel={cancel} />
}
