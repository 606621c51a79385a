/** Label many: one answer for all predictions that a filter finds; looked at first, done as one fact, undone by one. */
import './page.css'
import { useEffect, useState } from 'react'
import { Link } from 'wouter'
import type { Desk } from '../../../kinds/views.ts'
import { useAddress, usePlace } from '../../../people/place.tsx'
import { AnswerFilter, type Asked, CategoryFilter, WithAsked } from '../../../projects/asked.tsx'
import { Filters, SelectFilter, TextFilter, useAddressed } from '../../../ui/filters.tsx'
import { Section } from '../../../ui/form.tsx'
import { Page } from '../../../ui/page.tsx'
import { State } from '../../../ui/parts.tsx'
import { ModelFilter } from '../../ingest/model-filter.tsx'
import type { BulkFilter } from '../contract.ts'
import { ONE_ITEM_KINDS } from './kinds.ts'
import { Preview } from './preview.tsx'
import { RecentBulks } from './recent.tsx'
import { useUndo } from './undo.tsx'

const FILTERS = ['contains', 'model', 'was', 'answer', 'state', 'category'] as const
const STATES = [
  { value: 'unresolved', name: 'Not answered yet' },
  { value: 'resolved', name: 'Answered' },
]

export const BulkPage = () => {
  const { project, tabs } = usePlace()
  return (
    <Page title="Label many" wide tabs={tabs}>
      {ONE_ITEM_KINDS.includes(project.kind) ? (
        <OneByOne />
      ) : (
        <WithAsked what="the guideline">{asked => <LabelMany asked={asked} />}</WithAsked>
      )}
    </Page>
  )
}

const OneByOne = () => {
  const address = useAddress()
  return (
    <State title="These answers are given one by one.">
      <p>An answer of this project speaks of the very item it was given for, so none is right for many.</p>
      <Link className="button" to={address('review')}>
        Review items
      </Link>
    </State>
  )
}

const LabelMany = ({ asked }: { asked: Asked }) => {
  const { given } = useAddressed()
  const [answer, choose] = useState<unknown>(null)
  const undoing = useUndo()
  const filter = given(...FILTERS) as BulkFilter
  const applied = (bulk_id: string, items: number) => {
    choose(null)
    undoing.offer(bulk_id, items)
  }
  return (
    <>
      <div className="bulk">
        <div className="bulk-asked">
          <Section title="Which predictions" about="Texts are compared as they are written.">
            <Which asked={asked} />
          </Section>
          <section className="card" aria-label="The right answer">
            <Answer asked={asked} answer={answer} choose={choose} />
          </section>
        </div>
        <Preview asked={asked} filter={filter} answer={useRested(answer)} applied={applied} told={undoing.told} />
      </div>
      <RecentBulks asked={asked} undo={undoing.undo} />
    </>
  )
}

const Which = ({ asked: { form, guideline } }: { asked: Asked }) => (
  <Filters names={[...FILTERS]}>
    <TextFilter name="contains" label="Text of an item" />
    <ModelFilter />
    <AnswerFilter name="was" label="The model said" any="Any model answer" before="said:" form={form} />
    <AnswerFilter name="answer" label="What stands now" any="Any present answer" before="now:" form={form} />
    <SelectFilter name="state" label="State" any="Answered or not" options={STATES} />
    <CategoryFilter guideline={guideline} />
  </Filters>
)

const NO_ITEM = { text: '' }

type AnswerProps = { asked: Asked; answer: unknown; choose: (answer: unknown) => void }

/** The answer is given as on the desk, though to no item: nothing of a model, nothing suggested. */
const Answer = ({ asked: { view, form }, answer, choose }: AnswerProps) => {
  const { Editor } = view
  const [desk] = useState<Omit<Desk, 'answer' | 'form'>>({
    input: NO_ITEM,
    question: 'What is right for all of them?',
    prediction: null,
    suggestion: null,
    choose,
    evidence: [],
  })
  return <Editor {...desk} form={form} answer={answer} />
}

const REST_ms = 250

/** A value once it has not changed for a moment: nothing is previewed for every letter. */
const useRested = (value: unknown) => {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    // What is taken away is gone at once.
    const timer = setTimeout(() => setRested(value), value === null ? 0 : REST_ms)
    return () => clearTimeout(timer)
  }, [value])
  return rested
}
