/** The workbench: one item, one keystroke, and the reason on the screen. */
import './page.css'
import { useQueryClient } from '@tanstack/react-query'
import { CircleDot } from 'lucide-react'
import { useState } from 'react'
import { useView } from '../../kinds/views.ts'
import { usePlace } from '../../people/place.tsx'
import type { OutputOf } from '../../platform/endpoint.ts'
import { getProject } from '../../projects/contract.ts'
import { useRead } from '../../ui/call.ts'
import { useHappenings } from '../../ui/live.ts'
import { Page } from '../../ui/page.tsx'
import { Badge, Button, Failure, Loading, Read, State } from '../../ui/parts.tsx'
import type { Lesson } from '../teach/contract.ts'
import type { Step } from './workbench/bench.ts'
import { Desk } from './workbench/desk.tsx'
import { renewInsights } from './workbench/insights.ts'
import { useJump } from './workbench/jump.ts'
import { UNDO } from './workbench/keys.ts'
import { Progress } from './workbench/progress.tsx'
import { useBench } from './workbench/use-bench.ts'

export type Project = OutputOf<typeof getProject>
export type Bench = ReturnType<typeof useBench>

export const ReviewPage = () => {
  const { project_id } = usePlace()
  const project = useRead(getProject, { project_id })
  if (!project.data) {
    return (
      <Framed>
        <Read of={project} what="the project">
          {() => null}
        </Read>
      </Framed>
    )
  }
  return <Workbench project={project.data} />
}

const Framed = ({ children }: { children: React.ReactNode }) => {
  const { project, tabs } = usePlace()
  return (
    <Page title={project.title} {...(tabs && { tabs })}>
      {children}
    </Page>
  )
}

/** What the newest correction of this person taught; what others taught meanwhile is not theirs to hear of here. */
const useLesson = (project_id: string, steps: Step[]) => {
  const client = useQueryClient()
  const [lesson, setLesson] = useState<Lesson | null>(null)
  useHappenings(project_id, ['erratum.kept', 'lesson.taken'], ({ payload, ...happening }) => {
    const taught = happening.lesson as Lesson | undefined
    const isAbout = ({ task }: Step) =>
      taught ? task.external_id === taught.effect.external_id : task.prediction_id === payload.prediction_id
    const own = steps.some(isAbout)
    renewInsights(client, { own })
    if (own && taught) setLesson(taught)
  })
  return lesson
}

const Workbench = ({ project }: { project: Project }) => {
  const { me, project_id, tabs } = usePlace()
  const bench = useBench(project_id, me.person?.id ?? me.actor)
  const view = useView(project.kind)
  const told = useJump(project_id, bench)
  const lesson = useLesson(project_id, bench.bench.steps)
  const { task } = bench
  const tools = <Progress project_id={project_id} bench={bench} />
  const about = task?.model && (
    <Badge look="model">
      <CircleDot size={12} aria-hidden="true" /> {task.model}
    </Badge>
  )
  if (task) {
    return (
      <Desk
        key={task.task_id}
        {...{ project, bench, view, task, lesson, told }}
        frame={{ title: project.title, tools, about, ...(tabs && { tabs }) }}
      />
    )
  }
  return (
    <Page title={project.title} {...(tabs && { tabs })} tools={tools}>
      {told && (
        <p className="notice warn" role="alert">
          {told}
        </p>
      )}
      <Nothing bench={bench} />
    </Page>
  )
}

/** No item: why, and what to do. */
const Nothing = ({ bench: { supply, bench, undo } }: { bench: Bench }) => {
  if (supply.error) return <Failure error={supply.error} retry={supply.again} />
  if (!supply.why_none) return <Loading what="your next item" />
  return (
    <State title="All done here.">
      <p role="status">{supply.why_none}</p>
      <p className="quiet">New items come by themselves; this page looks every few seconds.</p>
      {bench.steps.length > 0 && (
        <Button command={UNDO} onClick={undo}>
          Undo the last answer
        </Button>
      )}
    </State>
  )
}
