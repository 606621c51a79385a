import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ruleOf } from './rule-of.ts'

const guideline = `# Money
3.1 Charges
If somebody asks about a charge, choose billing. Nothing else.
3.2 Refunds
- If the sender asks for money back, choose **refund_request**, even when an invoice is mentioned.`

test('the sentence that names the answer, with its heading', () => {
  assert.deepEqual(ruleOf(guideline, ['refund request']), {
    heading: '3.2 Refunds',
    sentence: 'If the sender asks for money back, choose **refund_request**, even when an invoice is mentioned.',
  })
  assert.equal(ruleOf(guideline, ['Billing'])?.heading, '3.1 Charges')
})

test('the first name that the guideline knows decides; where it is silent there is none', () => {
  assert.equal(ruleOf(guideline, ['cancellation', 'billing'])?.heading, '3.1 Charges')
  assert.equal(ruleOf(guideline, ['cancellation']), null)
  assert.equal(ruleOf('', ['billing']), null)
})
