/** One rule: when it holds, and what follows. */
import { usePlace } from '../../../people/place.tsx'
import { getProject } from '../../../projects/contract.ts'
import { useRead } from '../../../ui/call.ts'
import { FormField } from '../../../ui/form.tsx'
import { JsonInput } from '../../../ui/json-input.tsx'
import type { Policy } from '../contract.ts'
import type { FaultOf } from './editor.tsx'
import { Check, WishFields } from './term-fields.tsx'

type Rule = Policy['rules'][number]
type RuleFieldsProps = { rule: Rule; change: (rule: Rule) => void; fault: FaultOf }

const OUTCOMES = { review: 'People see it', pass: 'The answer passes', rule: 'It is answered' } as const

const FACTS =
  'text, input, external_id, source, group_key, metadata, model, answer, scores, confidence, margin, novelty'

/** What the server has against a condition alone; against the rule as a whole it is told at its name. */
const faultOfWhole = (fault: FaultOf) => {
  const inner = ['name', 'when', 'matches', 'do'].some(field => fault(field) !== undefined)
  return inner ? undefined : fault('')
}

export const RuleFields = ({ rule, change, fault }: RuleFieldsProps) => {
  const condition = (part: { when?: string; matches?: string }) => change({ ...rule, ...part })
  return (
    <div className="form">
      <div className="form-row">
        <FormField label="Name" fault={fault('name') ?? faultOfWhole(fault)}>
          {control => (
            <input
              {...control}
              className="input"
              value={rule.name}
              maxLength={100}
              onChange={event => change({ ...rule, name: event.target.value })}
            />
          )}
        </FormField>
        <Outcome rule={rule} change={change} />
      </div>
      <FormField label="Condition" hint={`CEL over ${FACTS}.`} fault={fault('when')}>
        {control => (
          <textarea
            {...control}
            className="input code"
            rows={2}
            spellCheck={false}
            placeholder={'confidence < 0.8 && metadata.channel == "Email"'}
            value={rule.when ?? ''}
            maxLength={2000}
            onChange={event => condition({ when: event.target.value || undefined })}
          />
        )}
      </FormField>
      <FormField label="Text matches" hint="A pattern in RE2 syntax." fault={fault('matches')}>
        {control => (
          <input
            {...control}
            className="input code"
            spellCheck={false}
            placeholder="(?i)refund|chargeback"
            value={rule.matches ?? ''}
            maxLength={1000}
            onChange={event => condition({ matches: event.target.value || undefined })}
          />
        )}
      </FormField>
      <Consequence rule={rule} change={change} fault={fault} />
    </div>
  )
}

const Outcome = ({ rule, change }: Pick<RuleFieldsProps, 'rule' | 'change'>) => (
  <FormField label="What follows">
    {control => (
      <select
        {...control}
        className="input"
        value={rule.do.outcome}
        onChange={event => {
          const outcome = event.target.value as Rule['do']['outcome']
          change({ ...rule, do: outcome === 'rule' ? { outcome, answer: '' } : { outcome } })
        }}
      >
        {Object.entries(OUTCOMES).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    )}
  </FormField>
)

const Consequence = ({ rule, change, fault }: RuleFieldsProps) => {
  const verdict = rule.do
  if (verdict.outcome === 'pass') return null
  if (verdict.outcome === 'review') {
    const { outcome, blind, ...wishes } = verdict
    const put = (next: typeof wishes & { blind?: boolean | undefined }) =>
      change({ ...rule, do: { outcome, ...next, ...(next.blind && { blind: true }) } })
    return (
      <>
        <WishFields wishes={wishes} change={next => put({ ...next, blind })} under="do" fault={fault} />
        <Check checked={blind === true} choose={is_on => put({ ...wishes, blind: is_on })}>
          They judge without sight of the model's answer
        </Check>
      </>
    )
  }
  return (
    <FormField label="Answer" fault={fault('do.answer')}>
      {control => (
        <Answer
          control={control}
          answer={verdict.answer}
          choose={answer => change({ ...rule, do: { outcome: 'rule', answer } })}
        />
      )}
    </FormField>
  )
}

type AnswerProps = { control: { id: string }; answer: unknown; choose: (answer: unknown) => void }

/** One of the labels where an answer is one; any other answer as JSON. */
const Answer = ({ control, answer, choose }: AnswerProps) => {
  const { project_id, project } = usePlace()
  const { data } = useRead(getProject, { project_id })
  if (project.kind !== 'choice') return <JsonInput control={control} value={answer} change={choose} />
  const names = data?.guideline.labels.map(each => each.name) ?? []
  return (
    <select {...control} className="input" value={String(answer)} onChange={event => choose(event.target.value)}>
      {!names.includes(String(answer)) && (
        <option value={String(answer)}>{String(answer) || 'Choose an answer'}</option>
      )}
      {names.map(name => (
        <option key={name}>{name}</option>
      ))}
    </select>
  )
}
