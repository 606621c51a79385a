/** Take a prediction as the model made it: once, checked, and never changed after. */
import { acts, type Door, reads, streams } from '../../ledger/door.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'

export { answerOf, checkFit, predictionOf, take, takeItems, type Veiled } from './actions.ts'
export type { Prediction, RowError, Taken } from './contract.ts'
export { checkAnswer, conflict, errorOf, itemOf, type Raw, type RowSchemas, rowSchemas, unreadable } from './rules.ts'
export { covers, predictionsOfBatch, predictionsOfItems, predictionsWithItems } from './store.ts'

/** The doors, with what a later step knows of whom answers must be hidden from. */
export const doorsWith = (veiled: actions.Veiled): Door[] => [
  acts(contract.takePredictions, (ctx, { project_id, predictions }) =>
    actions.take(
      ctx,
      project_id,
      predictions.map((value, row) => ({ row, value })),
    ),
  ),
  streams(contract.streamPredictions, (streaming, { project_id }) => actions.takeStream(streaming, project_id)),
  reads(contract.listPredictions, async (view, input) => {
    const { predictions, next } = await actions.pageOf(view, input)
    return { predictions: await actions.veil(view, { project_id: input.project_id, predictions, veiled }), next }
  }),
  reads(contract.getPrediction, async (view, { project_id, prediction_id }) => {
    const found = await actions.predictionOf(view, project_id, prediction_id)
    const [seen] = await actions.veil(view, { project_id, predictions: [found], veiled })
    return seen as contract.PredictionSeen
  }),
]
