/** The rules of a policy, to be edited. */
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Section } from '../../../ui/form.tsx'
import { Button, IconButton } from '../../../ui/parts.tsx'
import type { Policy } from '../contract.ts'
import type { FaultOf } from './editor.tsx'
import { RuleFields } from './rule-fields.tsx'
import { ruleInWords } from './words.ts'

type Rule = Policy['rules'][number]
type RuleListProps = { rules: Rule[]; change: (rules: Rule[]) => void; fault: FaultOf }

const NEW: Rule = { name: '', do: { outcome: 'review' } }

export const RuleList = ({ rules, change, fault }: RuleListProps) => (
  <Section
    title="Rules"
    about="Asked in this order; the first that holds decides."
    tools={
      <Button icon={Plus} onClick={() => change([...rules, NEW])}>
        Add a rule
      </Button>
    }
  >
    {rules.length === 0 && <p className="quiet">None: what is uncertain or audited goes to people, all else passes.</p>}
    <ol className="policy-edits">
      {rules.map((_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rule is its place; two may have one name while one types
        <li key={index}>
          <OneRule rules={rules} index={index} change={change} fault={fault} />
        </li>
      ))}
    </ol>
  </Section>
)

const OneRule = ({ rules, index, change, fault }: RuleListProps & { index: number }) => {
  const rule = rules[index] as Rule
  const name = rule.name || `rule ${index + 1}`
  const here = `rules.${index}`
  const swap = (first: number) => change(rules.toSpliced(first, 2, rules[first + 1] as Rule, rules[first] as Rule))
  const is_new = rule.name === '' && !rule.when && !rule.matches
  const [is_open_first] = useState(is_new)
  const box = useRef<HTMLDetailsElement>(null)
  const is_wrong = fault(here) !== undefined
  useEffect(() => {
    if (is_wrong && box.current) box.current.open = true
  }, [is_wrong])
  return (
    <details ref={box} open={is_open_first}>
      <summary>
        <span className="policy-place figures">{index + 1}</span>
        <span>{is_new ? 'New rule' : ruleInWords(rule)}</span>
      </summary>
      <RuleFields
        rule={rule}
        change={next => change(rules.toSpliced(index, 1, next))}
        fault={field => fault(field === '' ? here : `${here}.${field}`)}
      />
      <div className="form-end right">
        <IconButton icon={ArrowUp} name={`Move ${name} up`} disabled={index === 0} onClick={() => swap(index - 1)} />
        <IconButton
          icon={ArrowDown}
          name={`Move ${name} down`}
          disabled={index === rules.length - 1}
          onClick={() => swap(index)}
        />
        <Button look="plain" icon={X} onClick={() => change(rules.toSpliced(index, 1))}>
          Remove rule
        </Button>
      </div>
    </details>
  )
}
