/** What people are asked in this project, and how its answers are drawn: what every list of answers starts from. */
import { type ReactNode, Suspense, useMemo } from 'react'
import { type Form, useView, type View } from '../kinds/views.ts'
import { usePlace } from '../people/place.tsx'
import { useRead } from '../ui/call.ts'
import { SelectFilter } from '../ui/filters.tsx'
import { Loading, Read } from '../ui/parts.tsx'
import { type Guideline, getProject } from './contract.ts'

export type Asked = { view: View; form: Form; guideline: Guideline }

type AskedProps = { what: string; children: (asked: Asked) => ReactNode }

/** Waits for the guideline in force and for the view of the project's kind. */
export const WithAsked = ({ what, children }: AskedProps) => {
  const { project_id } = usePlace()
  const project = useRead(getProject, { project_id })
  return (
    <Read of={project} what={what}>
      {({ guideline }) => (
        <Suspense fallback={<Loading what={what} />}>
          <Viewed guideline={guideline}>{children}</Viewed>
        </Suspense>
      )}
    </Read>
  )
}

const Viewed = ({ guideline, children }: { guideline: Guideline; children: AskedProps['children'] }) => {
  const view = useView(usePlace().project.kind)
  const form = useMemo(() => ({ labels: guideline.labels, settings: guideline.settings }), [guideline])
  return children({ view, guideline, form })
}

type AnswerFilterProps = {
  name: string
  label: string
  any: string
  form: Form
  /** Says of a chosen answer whose it is: `said:`. */
  before: string
}

/** A filter by answer, of projects whose answers are one label each: any other answer has no name to choose it by. */
export const AnswerFilter = ({ form, before, ...rest }: AnswerFilterProps) =>
  usePlace().project.kind === 'choice' ? (
    <SelectFilter {...rest} options={form.labels.map(({ name }) => ({ value: name, name: `${before} ${name}` }))} />
  ) : null

/** A filter by why the model was wrong. */
export const CategoryFilter = ({ guideline }: { guideline: Guideline }) =>
  guideline.categories.length > 0 ? (
    <SelectFilter
      name="category"
      label="Category"
      any="Any category"
      options={guideline.categories.map(({ name }) => name)}
    />
  ) : null
