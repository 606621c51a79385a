/** Releases: which model answers, how and for which share; changing it, going back, and stopping it. */
import './page.css'
import { OctagonX, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { useMay, usePlace } from '../../people/place.tsx'
import type { OutputOf } from '../../platform/endpoint.ts'
import { useRead } from '../../ui/call.ts'
import { useRenewal } from '../../ui/live.ts'
import { Page } from '../../ui/page.tsx'
import { usePages } from '../../ui/pages.ts'
import { Button, Dialog, Read } from '../../ui/parts.tsx'
import { Certificates } from './certify/cards.tsx'
import { ChangeRelease } from './change.tsx'
import { getCurrentRelease, listCertificates, listReleases } from './contract.ts'
import { InForce } from './force.tsx'
import { History } from './history.tsx'
import { RollBack, Stop } from './undo.tsx'

type Listed = OutputOf<typeof listReleases>
export type Release = Listed['releases'][number]

const rowsOf = ({ releases }: Listed) => releases

const HEARD = [
  ...['release.pinned', 'release.restored'],
  ...['certificate.issued', 'certificate.refused', 'certificate.expired'],
]

export const ReleasesPage = () => {
  const { project_id, tabs } = usePlace()
  const may = useMay('maintain')
  const current = useRead(getCurrentRelease, { project_id })
  const [opened, open] = useState<'stop' | 'back'>()
  useRenewal(project_id, HEARD, [getCurrentRelease, listReleases, listCertificates])
  const is_off = current.data?.release?.mode === 'off'
  return (
    <Page
      title="Releases"
      tabs={tabs}
      tools={
        may && (
          <Button look="danger" icon={OctagonX} disabled={is_off} onClick={() => open('stop')}>
            {is_off ? 'Stopped' : 'Stop answering'}
          </Button>
        )
      }
    >
      <Read of={current} what="the release in force">
        {({ release, before }) => <Body release={release} before={before} opened={opened} open={open} may={may} />}
      </Read>
    </Page>
  )
}

type BodyProps = {
  release: Release | null
  before: Release | null
  opened: 'stop' | 'back' | undefined
  open: (dialog: 'stop' | 'back' | undefined) => void
  may: boolean
}

const Body = ({ release, before, opened, open, may }: BodyProps) => {
  const { project_id } = usePlace()
  const releases = usePages(listReleases, { project_id, limit: 50 }, rowsOf)
  const close = () => open(undefined)
  return (
    <div className="releases">
      <InForce
        release={release}
        tools={
          may ? (
            <Button icon={Undo2} disabled={!before} onClick={() => open('back')}>
              Roll back
            </Button>
          ) : (
            <p className="meta">Only a maintainer changes what is released.</p>
          )
        }
      />
      {may && <ChangeRelease release={release} />}
      <Certificates release={release} />
      <History releases={releases} />
      <Dialog open={opened === 'stop'} onClose={close} title="Stop answering">
        <Stop release={release} close={close} />
      </Dialog>
      <Dialog open={opened === 'back'} onClose={close} title="Roll back">
        {before && <RollBack before={before} close={close} />}
      </Dialog>
    </div>
  )
}
