/** The versions, newest first: root, size, findings, and what can be done with each. */
import { Copy, Download, GitCompareArrows, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { useMay, usePlace } from '../../../people/place.tsx'
import { useNow } from '../../../ui/clock.ts'
import { useAddressed } from '../../../ui/filters.tsx'
import { Section } from '../../../ui/form.tsx'
import { Badge, IconButton } from '../../../ui/parts.tsx'
import { agoOf, inFigures, momentOf } from '../../../ui/say.ts'
import { type Column, Table } from '../../../ui/table.tsx'
import { type Dataset, FINDINGS, type Finding } from '../contract.ts'

type VersionsProps = { rows: Dataset[]; more: (() => void) | undefined; restore: (version: Dataset) => void }

export const Versions = ({ rows, more, restore }: VersionsProps) => {
  const may = useMay('maintain')
  const newest = rows[0]?.version
  const columns = useColumns({ newest, restore: may ? restore : undefined })
  return (
    <Section title="Versions" about="Each is named by the Merkle root of its lines: the same root, the same lines.">
      <Table
        name="Versions"
        columns={columns}
        rows={rows}
        keyOf={each => String(each.version)}
        row_height={57}
        onEnd={more}
      />
    </Section>
  )
}

/** A finding by its name; severe ones were accepted when the version was frozen. */
export const findingInWords = ({ code, count }: Finding): string => `${code.replace('_', ' ')}: ${inFigures(count)}`

const Findings = ({ findings }: { findings: Finding[] }) =>
  findings.length === 0 ? (
    <span className="quiet">none</span>
  ) : (
    <ul className="datasets-findings">
      {findings.map(finding => (
        <li key={finding.code} title={FINDINGS[finding.code]}>
          <Badge {...(finding.severe && { look: 'warn' })}>
            {findingInWords(finding)}
            {finding.severe && ' accepted'}
          </Badge>
        </li>
      ))}
    </ul>
  )

const ROOT_shown = 10

const Root = ({ of: { version, root } }: { of: Dataset }) => {
  const [told, tell] = useState('')
  const copy = () =>
    navigator.clipboard.writeText(root).then(
      () => tell('Copied'),
      () => tell('Not copied'),
    )
  return (
    <span className="datasets-root">
      <code className="code" title={root}>
        {root.slice(0, ROOT_shown)}…
      </code>
      <IconButton icon={Copy} name={`Copy the root of version ${version}`} onClick={() => void copy()} />
      <span role="status" className="meta">
        {told}
      </span>
    </span>
  )
}

type ActsProps = { of: Dataset; newest: number | undefined; restore: ((version: Dataset) => void) | undefined }

const Acts = ({ of, newest, restore }: ActsProps) => {
  const { project_id } = usePlace()
  const { set } = useAddressed()
  const { version } = of
  return (
    <span className="datasets-acts">
      {version > 1 && (
        <IconButton
          icon={GitCompareArrows}
          name={`Show what version ${version} changed`}
          onClick={() => set({ version: String(version), since: String(version - 1) })}
        />
      )}
      <a
        className="button plain icon"
        href={`/api/projects/${project_id}/datasets/${version}/lines`}
        download={`${project_id}-dataset-${version}.ndjson`}
        aria-label={`Export version ${version}`}
        title={`Export version ${version}`}
      >
        <Download size={16} aria-hidden="true" />
      </a>
      {restore && version !== newest && (
        <IconButton icon={RotateCcw} name={`Restore version ${version}`} onClick={() => restore(of)} />
      )}
    </span>
  )
}

const useColumns = (acts: Omit<ActsProps, 'of'>): Column<Dataset>[] => {
  const now = useNow()
  return [
    { name: 'Version', width: '64px', cell: ({ version }) => <b className="figures">{version}</b> },
    {
      name: 'Why',
      width: 'minmax(140px, 2fr)',
      cell: ({ reason, restored, at }) => (
        <>
          <span className="datasets-reason">{reason}</span>
          <time className="meta" dateTime={at} title={momentOf(at)}>
            {restored !== null && `brings back version ${restored} · `}
            {agoOf(at, now)}
          </time>
        </>
      ),
    },
    { name: 'Root', width: '170px', cell: row => <Root of={row} /> },
    { name: 'Train', width: '64px', figure: true, cell: ({ train }) => inFigures(train) },
    { name: 'Held out', width: '64px', figure: true, cell: ({ holdout }) => inFigures(holdout) },
    { name: 'Findings', width: 'minmax(120px, 2fr)', cell: ({ findings }) => <Findings findings={findings} /> },
    { name: 'Actions', width: '110px', cell: row => <Acts of={row} {...acts} /> },
  ]
}
