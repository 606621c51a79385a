/** The policy: which predictions people see. In words for all; maintainers write its next version, and try it first. */
import './page.css'
import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import { useMay, usePlace } from '../../people/place.tsx'
import { codeOf, useRead } from '../../ui/call.ts'
import type { Versioned } from '../../ui/draft.tsx'
import { Page } from '../../ui/page.tsx'
import { Badge, Button, Read, State } from '../../ui/parts.tsx'
import { getPolicy, type Policy } from './contract.ts'
import { Editor } from './policy/editor.tsx'
import { Earlier, History } from './policy/history.tsx'
import { PolicyView } from './policy/view.tsx'

/** What the server would write with the first prediction. */
const FIRST: Versioned<Policy> = {
  version: 0,
  content: {
    rules: [],
    uncertain: { strategy: 'confidence', share: 0.1 },
    errata_override: true,
    audit_share: 0.05,
    audit: {},
    review: { queue: 'default', wanted: 1, priority: 0, due_minutes: 1440 },
  },
}

export const PolicyPage = () => {
  const { project_id } = usePlace()
  const read = useRead(getPolicy, { project_id })
  // What was in force when editing began: a newer one must not change under the hands of whoever edits.
  const [edited, setEdited] = useState<Versioned<Policy>>()
  const version = Number(useSearchParams()[0].get('version'))
  if (edited) return <Editor begun={edited} close={() => setEdited(undefined)} />
  if (version > 0) return <EarlierPage version={version} current={read.data?.version} />
  return <Reading read={read} edit={setEdited} />
}

const EarlierPage = (shown: { version: number; current: number | undefined }) => (
  <Page title="Policy" tabs={usePlace().tabs} about={<Badge>version {shown.version}</Badge>}>
    <Earlier {...shown} />
  </Page>
)

type ReadingProps = { read: ReturnType<typeof useRead<typeof getPolicy>>; edit: (begun: Versioned<Policy>) => void }

const Reading = ({ read, edit }: ReadingProps) => {
  const { tabs } = usePlace()
  const may = useMay('maintain')
  const is_none = codeOf(read.error) === 'NOT_FOUND'
  const begun = is_none ? FIRST : read.data && { version: read.data.version, content: read.data.policy }
  return (
    <Page
      title="Policy"
      tabs={tabs}
      about={read.data && <Badge>version {read.data.version}</Badge>}
      tools={
        may &&
        begun && (
          <Button look="primary" icon={Pencil} onClick={() => edit(begun)}>
            {is_none ? 'Write the first policy' : 'Edit policy'}
          </Button>
        )
      }
    >
      {is_none ? (
        <State title="No policy yet.">
          <p>
            It says which predictions people see. With the first prediction one is written that asks for the least sure
            tenth and a random twentieth.
          </p>
        </State>
      ) : (
        <Read of={read} what="the policy">
          {found => (
            <>
              <PolicyView found={found} />
              {!may && <p className="meta">Only a maintainer edits it.</p>}
              <History />
            </>
          )}
        </Read>
      )}
    </Page>
  )
}
