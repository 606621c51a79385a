/** Disagreements: an adjudicator decides between answers, without knowing whose they are. */
import '../review/page.css'
import './page.css'
import { type Form, useView } from '../../kinds/views.ts'
import { usePlace } from '../../people/place.tsx'
import type { OutputOf } from '../../platform/endpoint.ts'
import { getProject } from '../../projects/contract.ts'
import { useRead } from '../../ui/call.ts'
import { Page } from '../../ui/page.tsx'
import { Button, Failure, Loading, State } from '../../ui/parts.tsx'
import { inFigures } from '../../ui/say.ts'
import { Notice, UNDO, Unsaved, useBench, useJump } from '../review/bench.tsx'
import { getProgress } from '../review/contract.ts'
import { getDispute } from './contract.ts'
import { DisputeDesk } from './dispute/desk.tsx'

export type Bench = ReturnType<typeof useBench>
export type Project = OutputOf<typeof getProject>

/** The moment from which progress would count; disputes are counted whatever it is. */
const LONG_AGO = '2000-01-01T00:00:00Z'

export const DisagreementsPage = () => {
  const { project_id, tabs } = usePlace()
  const project = useRead(getProject, { project_id })
  const progress = useRead(getProgress, { project_id, since: LONG_AGO }, { every_ms: 15_000 })
  const waiting = progress.data?.adjudications_waiting
  const frame = {
    title: 'Disagreements',
    ...(tabs && { tabs }),
  }
  if (project.data) return <Disputes project={project.data} waiting={waiting ?? 0} frame={frame} />
  return (
    <Page {...frame}>
      {project.error ? <Failure error={project.error} retry={() => void project.refetch()} /> : <Loading what="" />}
    </Page>
  )
}

export type Frame = Pick<React.ComponentProps<typeof Page>, 'title' | 'tabs' | 'about' | 'tools'>

type DisputesProps = { project: Project; waiting: number; frame: Frame }

const Disputes = ({ project, waiting, frame }: DisputesProps) => {
  const { me, project_id } = usePlace()
  const bench = useBench(project_id, me.person?.id ?? me.actor, 'adjudicate')
  const told = useJump(project_id, bench)
  const view = useView(project.kind)
  const { task, supply } = bench
  const dispute = useRead(getDispute, { project_id, task_id: task?.task_id ?? '' }, { enabled: task !== undefined })
  const form: Form = { labels: project.guideline.labels, settings: project.guideline.settings }
  const framed = {
    ...frame,
    about: <span className="quiet figures">{inFigures(waiting)} open</span>,
    tools: <Unsaved bench={bench} />,
  }
  if (task && dispute.data?.task_id === task.task_id) {
    return (
      <DisputeDesk
        key={task.task_id}
        {...{ bench, view, form, project, task, told }}
        dispute={dispute.data}
        frame={framed}
      />
    )
  }
  const error = dispute.error ?? supply.error
  return (
    <Page {...framed}>
      <Notice told={told} />
      {error ? (
        <Failure error={error} retry={task ? () => void dispute.refetch() : supply.again} />
      ) : task || !supply.why_none ? (
        <Loading what="the next disagreement" />
      ) : (
        <State title="No open disagreement.">
          <p role="status">
            {supply.why_none} Answers come here when reviewers differ, or when somebody hands an item on.
          </p>
          {bench.bench.steps.length > 0 && (
            <Button command={UNDO} onClick={bench.undo}>
              Undo the last decision
            </Button>
          )}
        </State>
      )}
    </Page>
  )
}
