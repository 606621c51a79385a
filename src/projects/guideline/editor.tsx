/** The next version of the guideline: what is asked, the labels, the categories of errors, the text. */
import { usePlace } from '../../people/place.tsx'
import { call, useAct } from '../../ui/call.ts'
import { Saving, useDraft } from '../../ui/draft.tsx'
import { FormField, faultAt, Section } from '../../ui/form.tsx'
import { Page } from '../../ui/page.tsx'
import { Badge } from '../../ui/parts.tsx'
import { type Guideline, getProject, putGuideline } from '../contract.ts'
import { type Content, changesOf, contentOf, tidied } from './draft.ts'
import { NameList } from './name-list.tsx'
import { SettingFields } from './setting-fields.tsx'

type EditorProps = { begun: Guideline; close: () => void }

/** Kinds whose answers are no labels have none in their guideline. */
const WITHOUT_LABELS = ['text', 'rating', 'ranking', 'record']

const versioned = (guideline: Guideline) => ({ version: guideline.version, content: contentOf(guideline) })

const changesIn = (before: Content, after: Content) => changesOf(before, tidied(after))

export const Editor = ({ begun, close }: EditorProps) => {
  const { project_id, tabs, project } = usePlace()
  const put = useAct(putGuideline, { renews: [getProject] })
  const work = useDraft<Content>({
    begun: versioned(begun),
    latest: async () => versioned((await call(getProject, { project_id })).guideline),
    save: ({ content, ...rest }) => put.mutateAsync({ project_id, ...tidied(content), ...rest }),
    done: close,
  })
  const { draft, change, base } = work
  const fault = (field: string) => faultAt(work.put.error, field)
  return (
    <Page
      title="Guideline"
      tabs={tabs}
      about={<Badge look="warn">editing version {base.version}</Badge>}
      side={<Saving work={work} changesOf={changesIn} close={close} />}
    >
      <Words draft={draft} change={change} fault={fault} />
      <SettingFields
        kind={project.kind}
        settings={draft.settings}
        change={settings => change({ settings })}
        fault={fault}
      />
      {!WITHOUT_LABELS.includes(project.kind) && (
        <NameList
          title="Labels"
          one="label"
          about="The description tells a label from its neighbours."
          rows={draft.labels}
          change={labels => change({ labels })}
          fault={fault('labels')}
        />
      )}
      <NameList
        title="Error categories"
        one="category"
        about="Why the model was wrong; the first five have keys."
        rows={draft.categories}
        change={categories => change({ categories })}
        fault={fault('categories')}
      />
    </Page>
  )
}

type WordsProps = {
  draft: Content
  change: (part: Partial<Content>) => void
  fault: (field: string) => string | undefined
}

const Words = ({ draft, change, fault }: WordsProps) => (
  <Section title="Words" about="What people are asked, and how they decide. Reviewers open the text with one key.">
    <FormField label="Question" fault={fault('question')}>
      {control => (
        <input
          {...control}
          className="input"
          value={draft.question}
          maxLength={200}
          onChange={event => change({ question: event.target.value })}
        />
      )}
    </FormField>
    <FormField label="Text" fault={fault('text')}>
      {control => (
        <textarea
          {...control}
          className="input"
          rows={8}
          value={draft.text}
          maxLength={200_000}
          onChange={event => change({ text: event.target.value })}
        />
      )}
    </FormField>
  </Section>
)
