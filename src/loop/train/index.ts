/** Teach: fit a candidate on a frozen dataset, in the background, so that anyone can fit the same again. */
import { acts, type Door, reads } from '../../ledger/door.ts'
import type { LongListener } from '../step.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'
import { fitAsked } from './fit.ts'
import { modelOf } from './models.ts'

export { startTraining } from './actions.ts'
export type { ModelFacts, Training } from './contract.ts'
export { askOpen, askOutside, learnerOf, linearModelOf, modelOf, openLinear, openModel, openOutside } from './models.ts'
export { covers, liveModel, modelOf as modelNamed, newestLinear, setLive } from './store.ts'

export const doors: Door[] = [
  acts(contract.startTraining, actions.startTraining),
  acts(contract.cancelTraining, actions.cancelTraining),
  reads(contract.listTrainings, actions.pageOfTrainings),
  reads(contract.getTraining, (view, { project_id, training_id }) => actions.trainingOf(view, project_id, training_id)),
  reads(contract.listModels, actions.pageOfModels),
  reads(contract.getModel, (view, { project_id, model }) => modelOf(view.db, project_id, model)),
]

export const longListeners: LongListener[] = [
  { name: 'train.fit', hears: ['training.asked'], parallel: 2, work: fitAsked },
]
