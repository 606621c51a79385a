/** The fields of a release: which model, in which mode, for which share. */
import { useId } from 'react'
import { usePlace } from '../../people/place.tsx'
import type { OutputOf } from '../../platform/endpoint.ts'
import { FormField } from '../../ui/form.tsx'
import { usePages } from '../../ui/pages.ts'
import { Button } from '../../ui/parts.tsx'
import { listModels } from '../train/contract.ts'
import type { Draft } from './change.tsx'
import { MODES, type Mode } from './contract.ts'

type Change = (part: Partial<Draft>) => void

const namesOf = ({ models }: OutputOf<typeof listModels>) =>
  models.map(({ name, dataset }) => ({ name, told: `${name}, of version ${dataset}` }))

/** No model of ours has an empty name. */
const OWN = ''

export const ModelField = ({ model, change, fault }: { model: string | null; change: Change; fault?: string }) => {
  const { project_id } = usePlace()
  const models = usePages(listModels, { project_id, limit: 100 }, namesOf)
  const listed = models.data ?? []
  const is_missing = model !== null && !listed.some(each => each.name === model)
  return (
    <FormField label="Model" fault={fault}>
      {control => (
        <span className="releases-model">
          <select
            {...control}
            className="input"
            value={model ?? OWN}
            onChange={event => change({ model: event.target.value === OWN ? null : event.target.value })}
          >
            {is_missing && <option value={model}>{model}</option>}
            {listed.map(({ name, told }) => (
              <option key={name} value={name}>
                {told}
              </option>
            ))}
            <option value={OWN}>Your own model, as its predictions come</option>
          </select>
          {models.has_more && (
            <Button disabled={!models.more} onClick={models.more}>
              List older models
            </Button>
          )}
        </span>
      )}
    </FormField>
  )
}

export const ModeField = ({ mode, change }: { mode: Mode; change: Change }) => {
  const id = useId()
  return (
    <fieldset className="releases-modes">
      <legend>Mode</legend>
      {Object.entries(MODES).map(([name, sentence]) => (
        <label key={name}>
          <input
            type="radio"
            name={id}
            checked={mode === name}
            aria-labelledby={`${id}-${name}-name`}
            aria-describedby={`${id}-${name}`}
            onChange={() => change({ mode: name as Mode })}
          />
          <span id={`${id}-${name}-name`}>{name}</span>
          <span className="meta" id={`${id}-${name}`}>
            {sentence}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

type ShareProps = { percent: string; change: Change; fault?: string }

/** A slider for a coarse choice, and beside it the figure itself. */
export const ShareField = ({ percent, change, fault }: ShareProps) => (
  <FormField label="Share of items, percent" hint="To raise it takes the model from nobody." fault={fault}>
    {control => (
      <span className="releases-share">
        <input
          type="range"
          aria-label="Share of items"
          aria-valuetext={`${percent} percent`}
          {...{ min: 0, max: 100, step: 1 }}
          value={Number(percent) || 0}
          onChange={event => change({ percent: event.target.value })}
        />
        <input
          {...control}
          className="input releases-number"
          type="number"
          {...{ min: 0, max: 100, step: 'any', required: true }}
          value={percent}
          onChange={event => change({ percent: event.target.value })}
        />
      </span>
    )}
  </FormField>
)
