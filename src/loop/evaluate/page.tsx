/** Models: what was fitted on what, which one answers, and how one does beside another. */
import './page.css'
import { GitCompareArrows, GraduationCap } from 'lucide-react'
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import { useMay, usePlace } from '../../people/place.tsx'
import { useRead } from '../../ui/call.ts'
import { useRenewal } from '../../ui/live.ts'
import { Page } from '../../ui/page.tsx'
import { Button, Dialog } from '../../ui/parts.tsx'
import { countOf } from '../../ui/say.ts'
import { getCandidate } from '../teach/contract.ts'
import { listModels, listTrainings } from '../train/contract.ts'
import { Comparisons } from './comparisons.tsx'
import { getEvaluation, listEvaluations } from './contract.ts'
import { Models } from './models.tsx'
import { type Asked, StartEvaluation, StartTraining } from './start.tsx'
import { Taught } from './taught.tsx'
import { Trainings } from './trainings.tsx'

const HEARD = [
  ...['training.asked', 'model.fitted', 'training.failed', 'training.cancelled'],
  ...['evaluation.asked', 'evaluation.made', 'evaluation.failed', 'evaluation.cancelled'],
  ...['release.pinned', 'release.restored', 'lesson.taken'],
]

/** What the dialog asks for; the comparison may come by the address, as the page of releases links to it. */
const useAsking = () => {
  const [params, setParams] = useSearchParams()
  const [asking, ask] = useState<'training' | Asked | undefined>(() => {
    const candidate = params.get('candidate')
    return candidate === null ? undefined : { candidate, baseline: params.get('baseline') ?? '' }
  })
  /** The evaluation looked at; in the address, so that it can be sent to somebody. */
  const look = (evaluation_id: string) => setParams({ evaluation: evaluation_id }, { replace: true })
  return { asking, ask, look, evaluation_id: params.get('evaluation') ?? undefined }
}

export const ModelsPage = () => {
  const { project_id, tabs } = usePlace()
  const may = useMay('maintain')
  const { asking, ask, look, evaluation_id } = useAsking()
  useRenewal(project_id, HEARD, [listModels, listTrainings, listEvaluations, getEvaluation, getCandidate])
  const close = () => ask(undefined)
  return (
    <Page title="Models" tabs={tabs}>
      <div className="models">
        <header className="story-head models-story">
          <Story />
          {may ? (
            <div>
              <Button icon={GitCompareArrows} onClick={() => ask({ candidate: '', baseline: '' })}>
                Compare two models
              </Button>
              <Button look="primary" icon={GraduationCap} onClick={() => ask('training')}>
                Train a model
              </Button>
            </div>
          ) : (
            <p className="meta">Only a maintainer trains and compares models.</p>
          )}
        </header>
        <div className="models-two">
          <Models compare={candidate => ask({ candidate, baseline: '' })} />
          <div className="models-stack">
            <Trainings />
            <Taught />
          </div>
        </div>
        <Comparisons shown={evaluation_id} look={look} compare={ask} />
      </div>
      <Dialog open={asking === 'training'} onClose={close} title="Train a model">
        <StartTraining close={close} />
      </Dialog>
      <Dialog open={typeof asking === 'object'} onClose={close} title="Compare two models">
        {typeof asking === 'object' && <StartEvaluation asked={asking} close={close} look={look} />}
      </Dialog>
    </Page>
  )
}

/** Which model answers now. */
const Story = () => {
  const { project_id } = usePlace()
  const { data } = useRead(listModels, { project_id, limit: 1 })
  const newest = data?.models[0]
  const live = data?.live ?? null
  return (
    <div>
      <h2 className="story">{live === null ? 'No model of ours answers now.' : `${live} answers now.`}</h2>
      <p>
        {newest && newest.name !== live && `The newest is ${newest.name}, fitted on version ${newest.dataset}. `}
        {newest
          ? `It knows ${countOf(newest.labels.length, 'label')}. A release decides which one answers.`
          : 'A model is fitted on a frozen version of the dataset, measured beside another, and then released.'}
      </p>
    </div>
  )
}
