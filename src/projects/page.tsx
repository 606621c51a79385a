/** The guideline: what people are asked and how they are told to answer; maintainers write its next version. */
import './page.css'
import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { useMay, usePlace } from '../people/place.tsx'
import { useRead } from '../ui/call.ts'
import { Page } from '../ui/page.tsx'
import { Badge, Button, Read } from '../ui/parts.tsx'
import { dayOf } from '../ui/say.ts'
import { type Guideline, getProject } from './contract.ts'
import { Editor } from './guideline/editor.tsx'
import { GuidelineView } from './guideline/view.tsx'

export const GuidelinePage = () => {
  const { project_id } = usePlace()
  const read = useRead(getProject, { project_id })
  // What was in force when editing began: a newer one must not change under the hands of whoever edits.
  const [edited, setEdited] = useState<Guideline>()
  if (edited) return <Editor begun={edited} close={() => setEdited(undefined)} />
  return <Reading read={read} edit={setEdited} />
}

type ReadingProps = { read: ReturnType<typeof useRead<typeof getProject>>; edit: (guideline: Guideline) => void }

const Reading = ({ read, edit }: ReadingProps) => {
  const guideline = read.data?.guideline
  const may = useMay('maintain')
  return (
    <Page
      title="Guideline"
      tabs={usePlace().tabs}
      about={guideline && <Badge>version {guideline.version}</Badge>}
      tools={
        may &&
        guideline && (
          <Button look="primary" icon={Pencil} onClick={() => edit(guideline)}>
            Edit guideline
          </Button>
        )
      }
    >
      <Read of={read} what="the guideline">
        {({ guideline }) => (
          <>
            <GuidelineView guideline={guideline} />
            <p className="meta">
              In force since {dayOf(guideline.at)}. {!may && 'Only a maintainer edits it.'}
            </p>
          </>
        )}
      </Read>
    </Page>
  )
}
