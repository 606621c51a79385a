/** Row 34: policies written to stop the machine. Whatever is accepted takes one pass over what it is asked of. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { assertRefused, leavesNoTrace } from './refused.ts'
import { openTeam, PROJECT, type Send, type Team } from './team.ts'

const POLICY = `/api/projects/${PROJECT}/policy`
const PREDICTIONS = `/api/projects/${PROJECT}/predictions`
let team: Team
let send: Send
let version = 0

before(async () => {
  team = await openTeam()
  send = (await team.person('admin')).send
  await team.settled()
})
after(() => team.close())

type Rule = { when?: string; matches?: string; do?: object }
const policyOf = (...rules: Rule[]) => ({
  rules: rules.map((rule, n) => ({ name: `rule ${n}`, do: { outcome: 'pass' }, ...rule })),
  audit_share: 0.0001,
})

const put = (...rules: Rule[]) => send('PUT', POLICY, { replaces: version, policy: policyOf(...rules) })

const accepted = async (...rules: Rule[]) => {
  const { status, body } = await put(...rules)
  assert.equal(status, 201, JSON.stringify(body))
  version = body.version
}

const refused = (rules: Rule[], fields: string) =>
  leavesNoTrace(team, async () => {
    for (const rule of rules) {
      const answer = await put(rule)
      const [told] = Object.values(rule) as [string]
      assertRefused(answer, 400, 'INVALID', told.slice(0, 100))
      assert.equal(answer.body.field, fields)
    }
  })

/** What was decided for a prediction of this text, with what its item brings along. */
const routeOf = async (external_id: string, text: string, metadata: object = {}) => {
  const prediction = { external_id, input: { text }, model: 'm', answer: 'refund', metadata }
  const { body } = await send('POST', PREDICTIONS, { predictions: [prediction] })
  assert.deepEqual(body.errors, [])
  const [{ id }] = (await send('GET', `${PREDICTIONS}?external_id=${external_id}`)).body.predictions
  for (;;) {
    const { status, body: route } = await send('GET', `${PREDICTIONS}/${id}/route`)
    if (status === 200) return route
    await setTimeout(5)
  }
}

test('row 34: patterns that no linear engine takes', async () => {
  const patterns = ['(', '[', '*', 'a{1000}{1000}', '((a{100}){100}){100}', 'x{1001}', '(a)\\1', '(?=a)b', '(?<!a)b']
  await refused(
    patterns.map(matches => ({ matches })),
    'policy.rules.0.matches',
  )
  await refused([{ matches: 'x'.repeat(10_000) }, { matches: '' }], 'policy.rules.0.matches')
})

test('row 34: conditions that call the backtracking engine', async () => {
  const evil = '"^(a+)+$"'
  const conditions = [
    `text.matches(${evil})`,
    `matches(text, ${evil})`,
    `"x".matches(${evil})`,
    `!text.matches(${evil})`,
  ]
  conditions.push(`[text].exists(t, t.matches(${evil}))`, `true || (false && text.matches(${evil}))`)
  conditions.push(`{"x": text.matches(${evil})}.x`, `metadata.list.all(x, x.matches(text))`, `text.matches(text)`)
  await refused(
    conditions.map(when => ({ when })),
    'policy.rules.0.when',
  )
})

test('row 34: conditions that loop in loops, or have no end', async () => {
  const conditions = [
    'metadata.x.all(a, metadata.x.all(b, a == b))',
    'metadata.x.map(a, metadata.x.filter(b, b > a)) == []',
  ]
  conditions.push(
    'metadata.x.map(a, [a, a]).map(a, [a, a]) == []',
    'cel.bind(a, text + text, cel.bind(b, a + a, b == a))',
  )
  conditions.push(`${'('.repeat(900)}true${')'.repeat(900)}`, `${'!'.repeat(1000)}true`, `${'1+'.repeat(900)}1 == 1`)
  conditions.push(`true || ${'x'.repeat(5000)}`)
  await refused(
    conditions.map(when => ({ when })),
    'policy.rules.0.when',
  )
})

test('row 35: what is evaluated is the condition and nothing in it', async () => {
  const conditions = [
    'metadata.constructor.constructor("return process")()',
    'constructor == 1',
    'process.exit()',
    'this',
  ]
  conditions.push(
    'text.constructor == ""',
    '{{constructor}}',
    'text = "x"',
    'text; true',
    '() => true',
    '1',
    'text',
    '',
  )
  await refused(
    conditions.map(when => ({ when })),
    'policy.rules.0.when',
  )
  await accepted({ when: '"\u0024{1+1}" == "2" || text == "{{1+1}}" || text == "$fromAI"', do: { outcome: 'pass' } })
  assert.match((await routeOf('literal', '{{1+1}}')).reason, /^rule "rule 0"|random audit/)
})

test('row 34: patterns that stop other engines run, on 100,000 characters', async () => {
  const patterns = ['^(a+)+$', '(a|a)*$', '(.*a){30}$', '^(a|aa)+$', '(a*)*b']
  await accepted(...patterns.map(matches => ({ matches, do: { outcome: 'review' } })))
  const { outcome } = await routeOf('long', `${'a'.repeat(100_000)}!`)
  assert.ok(outcome, 'it was routed')
  const { reason } = await routeOf('matching', 'a'.repeat(30))
  assert.equal(reason, 'rule "rule 0"')
})

test('what cannot be decided goes to people', async () => {
  const keys: [when: string, metadata: object][] = [
    ['metadata.none == "x"', {}],
    ['metadata.yes', { yes: 'yes' }],
    ['metadata.__proto__ == "x"', {}],
    ['metadata.x < 5', { x: 'five' }],
    ['confidence < 0.5', {}],
    ['metadata.list.all(a, a > 0)', { list: 'none' }],
    ['metadata.list[7] == 1', { list: [1] }],
  ]
  for (const [n, [when, metadata]] of keys.entries()) {
    await accepted({ when, do: { outcome: 'pass' } })
    const { outcome, reason, inclusion_probability } = await routeOf(`undecided-${n}`, 'x', metadata)
    assert.deepEqual([outcome, inclusion_probability], ['review', 1], when)
    assert.match(reason, /^rule "rule 0" could not be asked: /)
  }
})

test('a rule whose answer is no label any more sends its predictions to people, and nothing stands still', async () => {
  const rule = { when: 'text == "x"', do: { outcome: 'rule', answer: 'nonsense' } }
  const never = await put(rule)
  assertRefused(never, 400, 'INVALID')
  assert.equal(never.body.field, 'policy.rules.0.do.answer')
  await accepted({ ...rule, do: { outcome: 'rule', answer: 'billing' } })
  const labels = [{ name: 'refund' }, { name: 'other' }]
  const guideline = { replaces: 1, question: 'Which?', labels, categories: [], text: '' }
  assert.equal((await send('PUT', `/api/projects/${PROJECT}/guideline`, guideline)).status, 201)
  const { outcome, reason } = await routeOf('fallen', 'x')
  assert.deepEqual([outcome, reason], ['review', 'rule "rule 0" gives an answer that is none any more'])
})
