/** For every kind of answer a guideline, items with the right answer, what an old model says instead, and bad input. */

/** What is told of something bad: the field at fault. */
type Bad = [what: object, field: string]

export type Sort = {
  kind: string
  guideline: { labels?: { name: string }[]; settings?: object }
  /** What the guideline's settings become. */
  settings: object
  input(n: number): { text: string; [more: string]: unknown }
  /** As a person gives it. */
  right: unknown
  /** As it is kept. */
  kept: unknown
  wrong: unknown
  /** What the measures say of `wrong`, whatever the number of items; of `right` they say the best there is. */
  measures: Record<string, number>
  /** Rows with a bad answer or input. */
  rows: Bad[]
  /** Guidelines that a project of this kind cannot have. */
  guidelines: Bad[]
}

const LABELS = ['billing', 'refund', 'other'].map(name => ({ name }))
const NO_LABELS: Bad = [{ labels: LABELS }, 'guideline.labels']
const FEW_LABELS: Bad = [{ labels: [] }, 'guideline.labels']
const STRANGE: Bad = [{ settings: { colour: 'red' } }, 'guideline.settings.colour']

const STRANGER: Bad = [{ labels: LABELS, settings: { colour: 'red' } }, 'guideline.settings.colour']

const EMOJI = 'The 😀 bank of Zoë'
const options = ['a', 'b', 'c'].map(id => ({ id, text: `answer ${id}` }))
const schema = {
  type: 'object',
  properties: { total: { type: 'number' }, currency: { enum: ['EUR', 'USD'] }, paid: { type: 'boolean' } },
  required: ['total', 'currency'],
  additionalProperties: false,
}
const text = (n: number) => ({ text: `message number ${n}` })

export const SORTS: Sort[] = [
  {
    kind: 'choice',
    guideline: { labels: LABELS },
    settings: {},
    input: text,
    ...{ right: 'refund', kept: 'refund', wrong: 'billing' },
    measures: {},
    rows: [
      [{ answer: 'unheard-of' }, 'answer'],
      [{ answer: ['refund'] }, 'answer'],
      [{ scores: { refund: 2 } }, 'scores.refund'],
    ],
    guidelines: [[{ labels: LABELS.slice(0, 1) }, 'guideline.labels'], STRANGER],
  },
  {
    kind: 'choices',
    guideline: { labels: LABELS, settings: { max: 2 } },
    settings: { min: 0, max: 2 },
    input: text,
    ...{ right: ['refund', 'billing'], kept: ['billing', 'refund'], wrong: ['billing'] },
    measures: { f1: 2 / 3 },
    rows: [
      [{ answer: 'refund' }, 'answer'],
      [{ answer: ['refund', 'refund'] }, 'answer'],
      [{ answer: ['unheard-of'] }, 'answer.0'],
      [{ answer: ['billing', 'refund', 'other'] }, 'answer'],
    ],
    guidelines: [FEW_LABELS, STRANGER, [{ labels: LABELS, settings: { min: 2, max: 1 } }, 'guideline.settings.max']],
  },
  {
    kind: 'spans',
    guideline: { labels: LABELS },
    settings: { unit: 'codepoint' },
    input: n => ({ text: `${EMOJI}, ${n}` }),
    right: [
      { start: 14, end: 17, label: 'other' },
      { start: 4, end: 10, label: 'billing' },
    ],
    kept: [
      { start: 4, end: 10, label: 'billing' },
      { start: 14, end: 17, label: 'other' },
    ],
    wrong: [{ start: 4, end: 8, label: 'billing' }],
    measures: { f1: 0, f1_partial: 8 / 13 },
    rows: [
      [{ answer: [{ start: 4, end: 4, label: 'other' }] }, 'answer.0.end'],
      [{ answer: [{ start: 0, end: 9999, label: 'other' }] }, 'answer'],
      [{ answer: [{ start: 0, end: 3, label: 'unheard-of' }] }, 'answer.0.label'],
      [{ answer: { start: 0, end: 3, label: 'other' } }, 'answer'],
      [{ scores: { other: 0.5 } }, 'scores'],
    ],
    guidelines: [FEW_LABELS, [{ labels: LABELS, settings: { unit: 'words' } }, 'guideline.settings.unit']],
  },
  {
    kind: 'text',
    guideline: { settings: { max_length: 40 } },
    settings: { max_length: 40 },
    input: n => ({ ...text(n), context: 'a thread before it' }),
    right: 'Hello Marta, thank you.',
    ...{ kept: 'Hello Marta, thank you.', wrong: 'Hello Martin, thank you.' },
    measures: { edit_distance: 1 / 4, acceptance: 0 },
    rows: [
      [{ answer: 'x'.repeat(41) }, 'answer'],
      [{ answer: { text: 'Hello' } }, 'answer'],
    ],
    guidelines: [NO_LABELS, STRANGE, [{ settings: { max_length: 0 } }, 'guideline.settings.max_length']],
  },
  {
    kind: 'rating',
    guideline: { settings: { low: 'useless', high: 'perfect' } },
    settings: { min: 1, max: 5, low: 'useless', high: 'perfect' },
    input: n => ({ ...text(n), response: 'what the model wrote' }),
    ...{ right: 4, kept: 4, wrong: 2 },
    measures: { error: 2, within_one: 0 },
    rows: [
      [{ answer: 6 }, 'answer'],
      [{ answer: 2.5 }, 'answer'],
      [{ answer: '4' }, 'answer'],
      [{ scores: { 6: 0.5 } }, 'scores.6'],
    ],
    guidelines: [NO_LABELS, STRANGE, [{ settings: { min: 0, max: 20 } }, 'guideline.settings.max']],
  },
  {
    kind: 'ranking',
    guideline: {},
    settings: {},
    input: n => ({ ...text(n), options }),
    ...{ right: [['b'], ['c', 'a']], kept: [['b'], ['a', 'c']], wrong: [['a'], ['b'], ['c']] },
    measures: { pairs: 1.5 / 3, top: 0 },
    rows: [
      [{ answer: [['a'], ['b']] }, 'answer'],
      [{ answer: [['a'], ['a'], ['b'], ['c']] }, 'answer'],
      [{ answer: ['a', 'b', 'c'] }, 'answer.0'],
      [{ input: { text: 'no options' } }, 'input.options'],
      [{ input: { text: 'few', options: options.slice(0, 1) } }, 'input.options'],
    ],
    guidelines: [NO_LABELS, STRANGE],
  },
  {
    kind: 'record',
    guideline: { settings: { schema } },
    settings: { schema },
    input: text,
    ...{ right: { total: 12.5, currency: 'EUR', paid: true }, kept: { total: 12.5, currency: 'EUR', paid: true } },
    wrong: { total: 12.5, currency: 'USD' },
    measures: { fields: 1 / 3 },
    rows: [
      [{ answer: { total: 1 } }, 'answer'],
      [{ answer: { total: 1, currency: 'GBP' } }, 'answer.currency'],
      [{ answer: { total: 1, currency: 'EUR', vat: 2 } }, 'answer.vat'],
      [{ answer: '{"total":1}' }, 'answer'],
    ],
    guidelines: [
      [{ labels: LABELS, settings: { schema } }, 'guideline.labels'],
      [{}, 'guideline.settings.schema'],
      [{ settings: { schema: { type: 'array' } } }, 'guideline.settings.schema.type'],
      [
        { settings: { schema: { type: 'object', properties: { a: { pattern: '^(a+)+$' } } } } },
        'guideline.settings.schema.properties.a.pattern',
      ],
    ],
  },
]
