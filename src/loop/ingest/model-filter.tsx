/** A filter by the model that answered. */
import { usePlace } from '../../people/place.tsx'
import { useRead } from '../../ui/call.ts'
import { SelectFilter } from '../../ui/filters.tsx'
import { listModels } from '../train/contract.ts'
import { listPredictions } from './contract.ts'

/** Offers the models that answered lately and those that were trained here. */
export const ModelFilter = () => {
  const { project_id } = usePlace()
  const predictions = useRead(listPredictions, { project_id, limit: 100 })
  const models = useRead(listModels, { project_id, limit: 100 })
  const names = [
    ...(predictions.data?.predictions ?? []).map(each => each.model),
    ...(models.data?.models ?? []).map(each => each.name),
  ]
  return <SelectFilter name="model" label="Model" any="Any model" options={[...new Set(names)].sort()} />
}
