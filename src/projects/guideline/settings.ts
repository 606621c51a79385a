/** What each kind of answer lets a guideline set, as the fields of a form. */

export type SettingField = {
  name: string
  label: string
  type: 'whole' | 'line' | 'json'
  hint?: string
  /** Answers are kept in this way, so that it is never changed. */
  settled?: true
}

const FIELDS: Record<string, SettingField[]> = {
  choices: [
    { name: 'min', label: 'Fewest labels', type: 'whole' },
    { name: 'max', label: 'Most labels', type: 'whole', hint: 'Empty: as many as there are.' },
  ],
  spans: [{ name: 'unit', label: 'Places are counted in', type: 'line', settled: true }],
  text: [{ name: 'max_length', label: 'Most characters of an answer', type: 'whole' }],
  rating: [
    { name: 'min', label: 'Lowest step', type: 'whole' },
    { name: 'max', label: 'Highest step', type: 'whole', hint: '1 to 10 above the lowest.' },
    { name: 'low', label: 'What the lowest means', type: 'line' },
    { name: 'high', label: 'What the highest means', type: 'line' },
  ],
  record: [{ name: 'schema', label: 'Schema of a record', type: 'json', hint: 'JSON Schema, 2020-12.' }],
}

export const fieldsOf = (kind: string): SettingField[] => FIELDS[kind] ?? []

export const inWords = (value: unknown): string => (value === undefined ? 'none' : String(value))
