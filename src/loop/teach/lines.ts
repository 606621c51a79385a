import { canonical } from '../../ledger/canonical.ts'
import type { Lesson } from './contract.ts'

export type LessonRow = Omit<Lesson, 'proof'> & { project_id: string }

export const lessonLine = ({ project_id, base, resolution_id, seq, effect, sentence, ms, at }: LessonRow): string =>
  canonical({ project_id, base, resolution_id, seq, effect, sentence, ms, at })
