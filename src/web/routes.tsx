/** All pages of a project, in the order of the rail: the only file that knows them all. */
import {
  BookOpen,
  ChartColumn,
  Database,
  GitCompareArrows,
  Inbox,
  type LucideIcon,
  SlidersHorizontal,
} from 'lucide-react'
import { type ComponentType, lazy } from 'react'
import type { Permission } from '../platform/endpoint.ts'

export type Route = {
  /** After `/p/{project_id}/`. */
  path: string
  name: string
  /** Without it the page says that it is not open to this role. */
  may: Permission
  Page: ComponentType
}
export type Section = { name: string; icon: LucideIcon; routes: Route[] }

const page = (load: () => Promise<ComponentType>) => lazy(async () => ({ default: await load() }))

export const SECTIONS: Section[] = [
  {
    name: 'Review',
    icon: Inbox,
    routes: [
      {
        path: 'review',
        name: 'Review',
        may: 'review',
        Page: page(async () => (await import('../loop/review/page.tsx')).ReviewPage),
      },
      {
        path: 'disagreements',
        name: 'Disagreements',
        may: 'adjudicate',
        Page: page(async () => (await import('../loop/resolve/page.tsx')).DisagreementsPage),
      },
      {
        path: 'queues',
        name: 'Queues',
        may: 'read',
        Page: page(async () => (await import('../loop/review/queues/page.tsx')).QueuesPage),
      },
    ],
  },
  {
    name: 'Quality',
    icon: ChartColumn,
    routes: [
      {
        path: 'overview',
        name: 'Overview',
        may: 'read',
        Page: page(async () => (await import('../loop/monitor/overview/page.tsx')).OverviewPage),
      },
      {
        path: 'quality',
        name: 'Quality',
        may: 'read',
        Page: page(async () => (await import('../loop/monitor/page.tsx')).QualityPage),
      },
    ],
  },
  {
    name: 'Releases',
    icon: GitCompareArrows,
    routes: [
      {
        path: 'releases',
        name: 'Releases',
        may: 'read',
        Page: page(async () => (await import('../loop/release/page.tsx')).ReleasesPage),
      },
      {
        path: 'models',
        name: 'Models',
        may: 'read',
        Page: page(async () => (await import('../loop/evaluate/page.tsx')).ModelsPage),
      },
    ],
  },
  {
    name: 'Data',
    icon: Database,
    routes: [
      {
        path: 'datasets',
        name: 'Datasets',
        may: 'read',
        Page: page(async () => (await import('../loop/curate/datasets/page.tsx')).DatasetsPage),
      },
      {
        path: 'bulk',
        name: 'Label many',
        may: 'adjudicate',
        Page: page(async () => (await import('../loop/resolve/bulk/page.tsx')).BulkPage),
      },
    ],
  },
  {
    name: 'Errata',
    icon: BookOpen,
    routes: [
      {
        path: 'errata',
        name: 'Errata',
        may: 'read',
        Page: page(async () => (await import('../loop/curate/page.tsx')).ErrataPage),
      },
    ],
  },
  {
    name: 'Settings',
    icon: SlidersHorizontal,
    routes: [
      {
        path: 'policy',
        name: 'Policy',
        may: 'read',
        Page: page(async () => (await import('../loop/triage/page.tsx')).PolicyPage),
      },
      {
        path: 'guideline',
        name: 'Guideline',
        may: 'read',
        Page: page(async () => (await import('../projects/page.tsx')).GuidelinePage),
      },
      {
        path: 'people',
        name: 'People',
        may: 'read',
        Page: page(async () => (await import('../people/page.tsx')).PeoplePage),
      },
      {
        path: 'ledger',
        name: 'Ledger',
        may: 'read',
        Page: page(async () => (await import('../loop/report/page.tsx')).LedgerPage),
      },
    ],
  },
]
