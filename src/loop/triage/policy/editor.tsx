/** The next version of the policy, as a form or as JSON, with a trial on recent traffic beside it. */
import { useState } from 'react'
import { usePlace } from '../../../people/place.tsx'
import { call, useAct } from '../../../ui/call.ts'
import { Saving, useDraft, type Versioned } from '../../../ui/draft.tsx'
import { FormField, faultAt, Section } from '../../../ui/form.tsx'
import { JsonInput } from '../../../ui/json-input.tsx'
import { Page } from '../../../ui/page.tsx'
import { Badge } from '../../../ui/parts.tsx'
import { getPolicy, listPolicies, type Policy, putPolicy } from '../contract.ts'
import { RuleList } from './rule-list.tsx'
import { TermFields } from './term-fields.tsx'
import { Trial } from './trial.tsx'
import { changesOf } from './words.ts'

type EditorProps = { begun: Versioned<Policy>; close: () => void }

export type Change = (part: Partial<Policy>) => void
export type FaultOf = (field: string) => string | undefined

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether a text of somebody's own has the outline of a policy; all else the server checks. */
const isPolicy = (value: unknown): value is Policy =>
  isObject(value) &&
  Array.isArray(value.rules) &&
  value.rules.every(rule => isObject(rule) && isObject(rule.do)) &&
  [value.audit, value.review].every(isObject) &&
  (value.uncertain === undefined || isObject(value.uncertain)) &&
  typeof value.audit_share === 'number'

const OUTLINE = 'This is no policy yet: rules (a list), audit_share (a number), audit and review (objects) are needed.'

const usePolicyDraft = ({ begun, close }: EditorProps) => {
  const { project_id } = usePlace()
  const put = useAct(putPolicy, { renews: [getPolicy, listPolicies] })
  return useDraft<Policy>({
    begun,
    latest: async () => {
      const { version, policy } = await call(getPolicy, { project_id })
      return { version, content: policy }
    },
    save: ({ content, ...rest }) => put.mutateAsync({ project_id, policy: content, ...rest }),
    done: close,
  })
}

export const Editor = ({ begun, close }: EditorProps) => {
  const { tabs } = usePlace()
  const work = usePolicyDraft({ begun, close })
  const [look, setLook] = useState<'form' | 'json'>('form')
  // JSON that is no policy is kept apart, so that the form and the words never meet it.
  const [odd, setOdd] = useState<{ value: unknown }>()
  const [tried, setTried] = useState<unknown>(null)
  const { draft, change, setDraft, base } = work
  // What the server said last, of saving or of trying, is what stands at the fields.
  const hear = (error: unknown) => {
    work.put.reset()
    setTried(error)
  }
  const fault: FaultOf = field => faultAt(work.put.error ?? tried, `policy.${field}`)
  const take = (value: unknown) => {
    setOdd(isPolicy(value) ? undefined : { value })
    if (isPolicy(value)) setDraft(value)
  }
  return (
    <Page
      title="Policy"
      tabs={tabs}
      about={<Badge look="warn">editing version {base.version}</Badge>}
      tools={<Looks look={look} choose={setLook} locked={odd !== undefined} />}
      side={
        <>
          <Saving work={work} changesOf={changesOf} bar={odd && OUTLINE} close={close} />
          <Trial draft={draft} told={hear} locked={odd !== undefined} />
        </>
      }
    >
      {look === 'json' ? (
        <Section title="The policy as JSON" about="All of it, as the API takes it.">
          <FormField label="Policy" fault={odd && OUTLINE}>
            {control => <JsonInput control={control} value={odd ? odd.value : draft} change={take} rows={24} />}
          </FormField>
        </Section>
      ) : (
        <>
          <RuleList rules={draft.rules} change={rules => change({ rules })} fault={fault} />
          <TermFields policy={draft} change={change} fault={fault} />
        </>
      )}
    </Page>
  )
}

type LooksProps = { look: 'form' | 'json'; choose: (look: 'form' | 'json') => void; locked: boolean }

const Looks = ({ look, choose, locked }: LooksProps) => (
  <div className="tabs" role="group" aria-label="How to edit">
    <button type="button" aria-pressed={look === 'form'} disabled={locked} onClick={() => choose('form')}>
      Form
    </button>
    <button type="button" aria-pressed={look === 'json'} onClick={() => choose('json')}>
      JSON
    </button>
  </div>
)
