/** The policy in force, in words. */
import { Section } from '../../../ui/form.tsx'
import { Badge } from '../../../ui/parts.tsx'
import { inPercent, momentOf } from '../../../ui/say.ts'
import type { Policy, PolicyVersion } from '../contract.ts'
import { STRATEGY_WORDS, wishesInWords } from './words.ts'

export const PolicyView = ({ found: { policy, suspended } }: { found: PolicyVersion }) => (
  <>
    {suspended && (
      <p className="notice warn">
        <strong className="warn">The strategy {suspended.strategy} is suspended.</strong> Its share is drawn at random
        until the next version of the policy. Since {momentOf(suspended.at)}: {suspended.reason}.
      </p>
    )}
    <Rules rules={policy.rules} />
    <Terms policy={policy} />
  </>
)

const Rules = ({ rules }: { rules: Policy['rules'] }) => (
  <Section
    title="Rules"
    about="Asked in this order; the first that holds decides. A rule that cannot be asked is a review."
  >
    {rules.length === 0 ? (
      <p className="quiet">None: what is uncertain or audited goes to people, all else passes.</p>
    ) : (
      <ol className="policy-rules">
        {rules.map((rule, index) => (
          <li key={rule.name + String(index)}>
            <span className="policy-place figures">{index + 1}</span>
            <div>
              <p>
                <strong>{rule.name}</strong>
              </p>
              <Conditions rule={rule} />
            </div>
            <Verdict verdict={rule.do} />
          </li>
        ))}
      </ol>
    )}
  </Section>
)

const Conditions = ({ rule: { when, matches } }: { rule: Policy['rules'][number] }) => (
  <div className="policy-conditions">
    {matches && (
      <p>
        text matches <code className="code">{matches}</code>
      </p>
    )}
    {when && (
      <p>
        {matches && 'and '}
        <code className="code">{when}</code>
      </p>
    )}
  </div>
)

const Verdict = ({ verdict }: { verdict: Policy['rules'][number]['do'] }) => {
  if (verdict.outcome === 'pass') return <Badge>passes</Badge>
  if (verdict.outcome === 'rule') {
    return (
      <span className="policy-verdict">
        <Badge look="warn">answered</Badge>
        <code className="code">{JSON.stringify(verdict.answer)}</code>
      </span>
    )
  }
  const { outcome: _, blind, ...wishes } = verdict
  return (
    <span className="policy-verdict">
      <Badge look="human">{blind ? 'people judge it blind' : 'people see it'}</Badge>
      <span className="meta">{wishesInWords(wishes)}</span>
    </span>
  )
}

const uncertainOf = ({ uncertain }: Policy): string => {
  if (!uncertain) return 'Nothing counts as uncertain'
  if ('below' in uncertain) return `Answers with a ${uncertain.strategy} below ${uncertain.below}`
  return `The ${inPercent(uncertain.share)} of recent traffic ${STRATEGY_WORDS[uncertain.strategy]}`
}

const Terms = ({ policy }: { policy: Policy }) => {
  const facts: [name: string, says: string][] = [
    ['What is uncertain', uncertainOf(policy)],
    ['Random audit', `${inPercent(policy.audit_share)} of all else, judged without sight of the model's answer`],
    ['Audited tasks', wishesInWords(policy.audit) || 'as all others'],
    ['Tasks, unless a rule says otherwise', wishesInWords(policy.review)],
    ['Texts that people corrected before', policy.errata_override ? 'answered as they did' : 'answered by the model'],
    [
      'Mode automated',
      policy.automate ? 'only what a certificate covers is answered at once' : 'asks for no certificate',
    ],
  ]
  return (
    <Section title="What else people see" about="Of everything that no rule decides.">
      <dl className="facts">
        {facts.map(([name, says]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{says}</dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}
