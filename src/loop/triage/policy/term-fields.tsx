/** What holds beside the rules: what counts as uncertain, the audit, and where tasks go. */
import type { ReactNode } from 'react'
import { FormField, Section } from '../../../ui/form.tsx'
import { type Policy, STRATEGIES, type StrategyName } from '../contract.ts'
import type { Change, FaultOf } from './editor.tsx'
import { STRATEGY_WORDS } from './words.ts'

type Wishes = Policy['audit']
type TermsProps = { policy: Policy; change: Change; fault: FaultOf }

type NumberProps = {
  label: string
  value: number | undefined
  change: (value: number | undefined) => void
  fault: string | undefined
  hint?: string
}

/** A number as it is typed; empty is none. */
const NumberField = ({ label, value, change, fault, hint }: NumberProps) => (
  <FormField label={label} fault={fault} hint={hint}>
    {control => (
      <input
        {...control}
        className="input"
        type="number"
        step="any"
        value={value ?? ''}
        onChange={event => change(event.target.value === '' ? undefined : Number(event.target.value))}
      />
    )}
  </FormField>
)

/** Shares are typed as percentages, without the noise of binary fractions. */
const Percent = ({ value, change, ...rest }: NumberProps) => (
  <NumberField
    {...rest}
    value={value === undefined ? undefined : Number((100 * value).toFixed(6))}
    change={typed => change(typed === undefined ? undefined : Number((typed / 100).toFixed(8)))}
  />
)

type WishFieldsProps = { wishes: Wishes; change: (wishes: Wishes) => void; under: string; fault: FaultOf }

export const WishFields = ({ wishes, change, under, fault }: WishFieldsProps) => {
  const put = <Name extends keyof Wishes>(name: Name, value: Wishes[Name]) => {
    const { [name]: _, ...rest } = wishes
    change(value === undefined ? rest : { ...rest, [name]: value })
  }
  const number = (name: 'wanted' | 'priority' | 'due_minutes', label: string) => (
    <NumberField
      label={label}
      value={wishes[name]}
      change={value => put(name, value)}
      fault={fault(`${under}.${name}`)}
    />
  )
  return (
    <div className="form-row">
      <FormField label="Queue" fault={fault(`${under}.queue`)}>
        {control => (
          <input
            {...control}
            className="input"
            value={wishes.queue ?? ''}
            maxLength={100}
            onChange={event => put('queue', event.target.value || undefined)}
          />
        )}
      </FormField>
      {number('wanted', 'Judgements')}
      {number('priority', 'Priority')}
      {number('due_minutes', 'Due in minutes')}
    </div>
  )
}

export const TermFields = (props: TermsProps) => {
  const { policy, change, fault } = props
  return (
    <>
      <Section title="What is uncertain" about="Ranked among recent traffic of the same model.">
        <Uncertain {...props} />
      </Section>
      <Section
        title="Random audit"
        about="The sample that honest error rates rest on; judged without the model's answer."
      >
        <Percent
          label="Percent of all else"
          value={policy.audit_share}
          change={audit_share => change({ audit_share: audit_share ?? 0 })}
          fault={fault('audit_share')}
          hint="0.01 or more."
        />
        <h3>What is different for audited tasks</h3>
        <WishFields wishes={policy.audit} change={audit => change({ audit })} under="audit" fault={fault} />
      </Section>
      <Section title="Tasks" about="Unless a rule says otherwise.">
        <WishFields
          wishes={policy.review}
          change={review => change({ review: review as Policy['review'] })}
          under="review"
          fault={fault}
        />
      </Section>
      <Section title="Answers given at once">
        <Check checked={policy.errata_override} choose={errata_override => change({ errata_override })}>
          Answer a text that people corrected before as they did
        </Check>
        <Check
          checked={policy.automate !== undefined}
          choose={is_on => change({ automate: is_on ? { certificate: true } : undefined })}
        >
          In mode automated, hold what no certificate covers for review
        </Check>
      </Section>
    </>
  )
}

type CheckProps = { checked: boolean; choose: (checked: boolean) => void; children: ReactNode }

export const Check = ({ checked, choose, children }: CheckProps) => (
  <label className="check">
    <input type="checkbox" checked={checked} onChange={event => choose(event.target.checked)} />
    <span>{children}</span>
  </label>
)

const NONE = 'none'
const isBound = (name: StrategyName) => name === 'margin' || name === 'confidence'

const Uncertain = ({ policy: { uncertain }, change, fault }: TermsProps) => {
  const choose = (name: string) => {
    if (name === NONE) return change({ uncertain: undefined })
    const strategy = name as StrategyName
    const share = uncertain && 'share' in uncertain ? uncertain.share : 0.1
    change({ uncertain: { strategy, share } })
  }
  return (
    <div className="form-row">
      <FormField label="People see answers" fault={fault('uncertain.strategy')}>
        {control => (
          <select
            {...control}
            className="input"
            value={uncertain?.strategy ?? NONE}
            onChange={event => choose(event.target.value)}
          >
            <option value={NONE}>only by rules and audit</option>
            {STRATEGIES.map(name => (
              <option key={name} value={name}>
                {STRATEGY_WORDS[name]} ({name})
              </option>
            ))}
          </select>
        )}
      </FormField>
      {uncertain && isBound(uncertain.strategy) && <Measure uncertain={uncertain} change={change} />}
      {uncertain && <Bound uncertain={uncertain} change={change} fault={fault} />}
    </div>
  )
}

type Some = { uncertain: NonNullable<Policy['uncertain']>; change: Change }

const Measure = ({ uncertain, change }: Some) => (
  <FormField label="How many">
    {control => (
      <select
        {...control}
        className="input"
        value={'below' in uncertain ? 'below' : 'share'}
        onChange={event => {
          const strategy = uncertain.strategy as 'margin' | 'confidence'
          change({ uncertain: event.target.value === 'below' ? { strategy, below: 0.2 } : { strategy, share: 0.1 } })
        }}
      >
        <option value="share">a share of traffic</option>
        <option value="below">all below a value</option>
      </select>
    )}
  </FormField>
)

const Bound = ({ uncertain, change, fault }: Some & { fault: FaultOf }) => {
  if ('below' in uncertain) {
    return (
      <NumberField
        label="Below"
        value={uncertain.below}
        change={below => change({ uncertain: { ...uncertain, below: below ?? 0 } })}
        fault={fault('uncertain')}
        hint="Above 0, up to 1."
      />
    )
  }
  return (
    <Percent
      label="Percent"
      value={uncertain.share}
      change={share => change({ uncertain: { ...uncertain, share: share ?? 0 } })}
      fault={fault('uncertain')}
      hint="Of recent traffic."
    />
  )
}
