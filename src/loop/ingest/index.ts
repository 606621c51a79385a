/** Take a prediction as the model made it: once, checked, and never changed after. */
import { acts, type Door, reads, streams } from '../../ledger/door.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'

export { predictionOf, take, takeItems } from './actions.ts'
export type { Prediction, RowError, Taken } from './contract.ts'
export { conflict, errorOf, itemOf, type Raw, unreadable } from './rules.ts'
export { covers, predictionsOfBatch, predictionsOfItems, predictionsWithItems } from './store.ts'

export const doors: Door[] = [
  acts(contract.takePredictions, (ctx, { project_id, predictions }) =>
    actions.take(
      ctx,
      project_id,
      predictions.map((value, row) => ({ row, value })),
    ),
  ),
  streams(contract.streamPredictions, (streaming, { project_id }) => actions.takeStream(streaming, project_id)),
  reads(contract.listPredictions, actions.pageOf),
  reads(contract.getPrediction, (view, { project_id, prediction_id }) =>
    actions.predictionOf(view, project_id, prediction_id),
  ),
]
