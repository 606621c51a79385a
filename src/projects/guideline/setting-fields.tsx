/** What the project's kind lets a guideline set. */
import { type Control, FormField, Section } from '../../ui/form.tsx'
import { JsonInput } from '../../ui/json-input.tsx'
import { fieldsOf, type SettingField } from './settings.ts'

type Settings = Record<string, unknown>

type SettingFieldsProps = {
  kind: string
  settings: Settings
  change: (settings: Settings) => void
  fault: (field: string) => string | undefined
}

export const SettingFields = ({ kind, settings, change, fault }: SettingFieldsProps) => {
  const fields = fieldsOf(kind)
  if (fields.length === 0) return null
  const put = (name: string, value: unknown) => {
    const { [name]: _, ...rest } = settings
    change(value === undefined ? rest : { ...rest, [name]: value })
  }
  return (
    <Section title="Answers" about={`What the kind ${kind} lets a guideline set.`}>
      <div className="form-row">
        {fields.map(field => (
          <OneField
            key={field.name}
            field={field}
            value={settings[field.name]}
            put={value => put(field.name, value)}
            fault={fault(`settings.${field.name}`)}
          />
        ))}
      </div>
    </Section>
  )
}

type FieldProps = { field: SettingField; value: unknown; put: (value: unknown) => void; fault: string | undefined }

const OneField = ({ field, value, put, fault }: FieldProps) => {
  if (field.type === 'json') {
    const told = typeof value === 'string' ? 'This is no JSON yet.' : fault
    return (
      <FormField label={field.label} hint={field.hint} fault={told}>
        {control => <JsonInput control={control} value={value} change={put} rows={12} />}
      </FormField>
    )
  }
  const hint = field.settled ? 'Answers are kept in this way: it stays as it is.' : field.hint
  const read = (text: string) => (field.type === 'whole' ? Number(text) : text)
  return (
    <FormField label={field.label} hint={hint} fault={fault}>
      {(control: Control) => (
        <input
          {...control}
          className="input"
          type={field.type === 'whole' ? 'number' : 'text'}
          value={value === undefined ? '' : String(value)}
          disabled={field.settled}
          onChange={event => put(event.target.value === '' ? undefined : read(event.target.value))}
        />
      )}
    </FormField>
  )
}
