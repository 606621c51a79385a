/** The guideline as everybody reads it. */

import { usePlace } from '../../people/place.tsx'
import { Emphasis } from '../../ui/emphasis.tsx'
import { Section } from '../../ui/form.tsx'
import { State } from '../../ui/parts.tsx'
import { countOf } from '../../ui/say.ts'
import { type Column, Table } from '../../ui/table.tsx'
import type { Guideline } from '../contract.ts'
import { fieldsOf, inWords } from './settings.ts'

type Named = Guideline['labels'][number]

export const GuidelineView = ({ guideline }: { guideline: Guideline }) => {
  const { labels, categories, text, question, settings } = guideline
  return (
    <>
      <div className="guideline-question">
        <p className="quiet">People are asked</p>
        <p className="story">{question}</p>
      </div>
      <Settings settings={settings} />
      {text && (
        <Section title="Text">
          <p className="guideline-prose">
            <Emphasis text={text} />
          </p>
        </Section>
      )}
      {labels.length > 0 && <Names title="Labels" about={countOf(labels.length, 'answer')} rows={labels} />}
      {categories.length > 0 ? (
        <Names title="Error categories" about="Why the model was wrong." rows={categories} />
      ) : (
        <State title="No error categories.">
          <p>With them a correction says why the model was wrong, and errors can be counted by cause.</p>
        </State>
      )}
    </>
  )
}

const columns: Column<Named>[] = [
  { name: 'Name', width: 'minmax(0, 1fr)', cell: ({ name }) => <strong>{name}</strong> },
  {
    name: 'Description',
    width: 'minmax(0, 3fr)',
    cell: ({ description }) => description ?? <span className="quiet">none</span>,
  },
]

const Names = ({ title, about, rows }: { title: string; about: string; rows: Named[] }) => (
  <Section title={title} about={about}>
    <Table name={title} columns={columns} rows={rows} keyOf={each => each.name} />
  </Section>
)

const Settings = ({ settings }: { settings: Guideline['settings'] }) => {
  const { project } = usePlace()
  const fields = fieldsOf(project.kind)
  if (fields.length === 0) return null
  return (
    <Section title="Answers" about={`Of the kind ${project.kind}.`}>
      <dl className="facts">
        {fields.map(field => (
          <div key={field.name}>
            <dt>{field.label}</dt>
            <dd>
              {field.type === 'json' ? (
                <pre className="code" role="region" aria-label={field.label} tabIndex={0}>
                  {JSON.stringify(settings[field.name], null, 2)}
                </pre>
              ) : (
                inWords(settings[field.name])
              )}
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}
