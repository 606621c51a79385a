/** The stations of the loop in their order, each with what it did in the window or what it has now. */
import {
  Activity,
  BookOpen,
  Database,
  GitCompareArrows,
  GraduationCap,
  Import,
  Inbox,
  type LucideIcon,
  Ruler,
  Scale,
  Split,
} from 'lucide-react'
import type { Permission } from '../../../platform/endpoint.ts'
import { agoOf, countOf, inFigures, inPercent } from '../../../ui/say.ts'
import type { Overview } from './page.tsx'

export type Station = {
  key: string
  name: string
  icon: LucideIcon
  /** Who works here: a model or people; left out where it is neither. */
  actor?: 'model' | 'human'
  /** A count, or the name of what is there now; a dash where there is nothing yet. */
  figure: string
  note: string
  /** The page that tells more, and what it takes to open it. */
  to: string
  may?: Permission
}

const NONE = '–'

type Told = Pick<Station, 'figure' | 'note'>

const datasetOf = ({ dataset }: Overview): Told =>
  dataset
    ? {
        figure: `v${dataset.version}`,
        note: `${inFigures(dataset.train)} to train, ${inFigures(dataset.holdout)} held out`,
      }
    : { figure: NONE, note: 'none frozen yet' }

const lessonsOf = ({ candidate, model }: Overview): Told =>
  candidate
    ? {
        figure: inFigures(candidate.lessons),
        note: `${candidate.lessons === 1 ? 'lesson' : 'lessons'} since ${candidate.base}`,
      }
    : { figure: NONE, note: model ? 'no lesson yet' : 'no model yet' }

const evaluationOf = ({ model }: Overview, now: number): Told => {
  if (!model) return { figure: NONE, note: 'no model yet' }
  const { evaluation } = model
  return { figure: model.name, note: evaluation ? `measured ${agoOf(evaluation.at, now)}` : 'newest, not measured yet' }
}

const releaseOf = ({ release }: Overview): Told =>
  release
    ? { figure: inPercent(release.share), note: `${release.mode}, ${release.model ?? 'your own model'}` }
    : { figure: NONE, note: 'nothing released yet' }

/** All stations, from what a model answered to what is watched: the last leads back to the first. */
export const stationsOf = (overview: Overview, now: number): Station[] => {
  const { predictions, sent_to_people, judgements, resolutions, errata, waiting, error_rate } = overview
  const count = (figure: number, note: string): Told => ({ figure: inFigures(figure), note })
  const waits = `judgements, ${countOf(waiting.tasks, 'task')} waiting`
  const { checked } = error_rate
  return [
    {
      key: 'ingest',
      name: 'Predictions',
      icon: Import,
      actor: 'model',
      to: 'quality',
      ...count(predictions, 'taken in'),
    },
    { key: 'triage', name: 'Triage', icon: Split, to: 'policy', ...count(sent_to_people, 'sent to people') },
    { key: 'review', name: 'Review', icon: Inbox, actor: 'human', to: 'queues', ...count(judgements, waits) },
    {
      key: 'resolve',
      name: 'Resolve',
      icon: Scale,
      actor: 'human',
      to: 'disagreements',
      may: 'adjudicate',
      ...count(resolutions, 'settled'),
    },
    { key: 'curate', name: 'Errata', icon: BookOpen, actor: 'human', to: 'errata', ...count(errata, 'kept') },
    { key: 'dataset', name: 'Dataset', icon: Database, to: 'datasets', ...datasetOf(overview) },
    {
      key: 'teach',
      name: 'Teach and train',
      icon: GraduationCap,
      actor: 'model',
      to: 'models',
      ...lessonsOf(overview),
    },
    { key: 'evaluate', name: 'Evaluate', icon: Ruler, actor: 'model', to: 'models', ...evaluationOf(overview, now) },
    { key: 'release', name: 'Release', icon: GitCompareArrows, actor: 'model', to: 'releases', ...releaseOf(overview) },
    { key: 'monitor', name: 'Monitor', icon: Activity, to: 'quality', ...count(checked, 'checked in four weeks') },
  ]
}
