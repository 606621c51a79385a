/** Asking for a model, and for a comparison of two. */
import { type FormEvent, useState } from 'react'
import { usePlace } from '../../people/place.tsx'
import { useAct, useRead } from '../../ui/call.ts'
import { type Control, FormEnd, FormField, faultAt } from '../../ui/form.tsx'
import { Loading } from '../../ui/parts.tsx'
import { countOf } from '../../ui/say.ts'
import { listDatasets } from '../curate/contract.ts'
import { listPredictions } from '../ingest/contract.ts'
import { LEARNERS, listModels, listTrainings, startTraining } from '../train/contract.ts'
import { listEvaluations, startEvaluation } from './contract.ts'

const LEARNER_WORDS = {
  linear: 'linear, built in',
  command: 'a program of learners.json',
} as const

/** Versions of the dataset; `first` stands above them. */
const Versions = ({ control, first }: { control: Control; first?: string }) => {
  const { project_id } = usePlace()
  const { data } = useRead(listDatasets, { project_id, limit: 1000 })
  return (
    <select {...control} className="input" name="dataset">
      {first !== undefined && <option value="">{first}</option>}
      {data?.datasets.map(({ version, train, holdout }) => (
        <option key={version} value={version}>
          Version {version}: {countOf(train, 'item')} to learn from, {countOf(holdout, 'item')} held out
        </option>
      ))}
    </select>
  )
}

type Learner = keyof typeof LEARNER_WORDS
type LearnerFieldProps = { learner: Learner; choose: (learner: Learner) => void; fault: ReturnType<typeof faultAt> }

const LearnerField = ({ learner, choose, fault }: LearnerFieldProps) => (
  <FormField label="Learner" fault={fault}>
    {control => (
      <select {...control} className="input" value={learner} onChange={event => choose(event.target.value as Learner)}>
        {LEARNERS.map(name => (
          <option key={name} value={name}>
            {LEARNER_WORDS[name]}
          </option>
        ))}
      </select>
    )}
  </FormField>
)

export const StartTraining = ({ close }: { close: () => void }) => {
  const { project_id, project } = usePlace()
  const datasets = useRead(listDatasets, { project_id, limit: 1000 })
  const start = useAct(startTraining, { renews: [listTrainings] })
  const [learner, setLearner] = useState<Learner>(project.kind === 'choice' ? 'linear' : 'command')
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const command = learner === 'command' ? { command: String(form.get('command')) } : {}
    const [dataset, seed] = [Number(form.get('dataset')), String(form.get('seed'))]
    start.mutate({ project_id, learner, dataset, seed, ...command }, { onSuccess: close })
  }
  if (!datasets.data) return <Loading what="the versions" />
  if (datasets.data.datasets.length === 0) {
    return <p>There is no version of the dataset yet. Freeze one on the page of datasets, then come back.</p>
  }
  return (
    <form className="form" onSubmit={submit}>
      <FormField label="Dataset" fault={faultAt(start.error, 'dataset')}>
        {control => <Versions control={control} />}
      </FormField>
      <div className="form-row">
        <LearnerField learner={learner} choose={setLearner} fault={faultAt(start.error, 'learner')} />
        <FormField label="Seed" hint="Another seed, another model." fault={faultAt(start.error, 'seed')}>
          {control => <input {...control} className="input" name="seed" required maxLength={100} defaultValue="0" />}
        </FormField>
      </div>
      {learner === 'command' && (
        <FormField label="Program" hint="As learners.json names it." fault={faultAt(start.error, 'command')}>
          {control => <input {...control} className="input" name="command" required autoComplete="off" />}
        </FormField>
      )}
      <FormEnd act={start} close={close}>
        Start training
      </FormEnd>
    </form>
  )
}

/** Names to offer: of models of ours, and of those whose predictions came lately. */
const useNames = (): string[] => {
  const { project_id } = usePlace()
  const models = useRead(listModels, { project_id, limit: 100 })
  const predictions = useRead(listPredictions, { project_id, limit: 100 })
  return [
    ...new Set([
      ...(models.data?.models.map(each => each.name) ?? []),
      ...(predictions.data?.predictions.map(each => each.model) ?? []),
    ]),
  ]
}

/** Two names. Where the baseline is empty it is the model that answers now; null: none. */
export type Asked = { candidate: string; baseline: string | null }

type StartEvaluationProps = { asked: Asked; close: () => void; look: (evaluation_id: string) => void }

type ComparedProps = { asked: StartEvaluationProps['asked']; error: Error | null; is_alone: boolean }

/** The two models: names are offered, and any other that sent predictions may be typed. */
const Compared = ({ asked, error, is_alone }: ComparedProps) => {
  const names = useNames()
  const named = { className: 'input', list: 'models-names', autoComplete: 'off', maxLength: 255 }
  return (
    <>
      <datalist id="models-names">
        {names.map(name => (
          <option key={name}>{name}</option>
        ))}
      </datalist>
      <FormField
        label="Model"
        hint="One of ours, or one whose predictions were sent here."
        fault={faultAt(error, 'candidate')}
      >
        {control => <input {...control} {...named} name="candidate" required defaultValue={asked.candidate} />}
      </FormField>
      <FormField label="Against" fault={faultAt(error, 'baseline')}>
        {control => (
          <input
            {...control}
            {...named}
            name="baseline"
            disabled={is_alone}
            placeholder="The model that answers now"
            defaultValue={asked.baseline ?? ''}
          />
        )}
      </FormField>
    </>
  )
}

export const StartEvaluation = ({ asked, close, look }: StartEvaluationProps) => {
  const { project_id } = usePlace()
  const start = useAct(startEvaluation, { renews: [listEvaluations] })
  const [is_alone, setAlone] = useState(asked.baseline === null)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [candidate, baseline, dataset] = ['candidate', 'baseline', 'dataset'].map(name =>
      String(form.get(name) ?? ''),
    )
    const input = {
      ...{ project_id, candidate: candidate as string },
      ...(is_alone ? { baseline: null } : baseline && { baseline }),
      ...(dataset && { dataset: Number(dataset) }),
    }
    start.mutate(input, {
      onSuccess: ({ id }) => {
        close()
        look(id)
      },
    })
  }
  return (
    <form className="form" onSubmit={submit}>
      <Compared asked={asked} error={start.error} is_alone={is_alone} />
      <label className="check">
        <input type="checkbox" checked={is_alone} onChange={event => setAlone(event.target.checked)} />
        <span>Measure it alone, beside no other model</span>
      </label>
      <FormField label="Held-out items of" fault={faultAt(start.error, 'dataset')}>
        {control => <Versions control={control} first="The newer version of the two models" />}
      </FormField>
      <FormEnd act={start} close={close}>
        Start comparison
      </FormEnd>
    </form>
  )
}
