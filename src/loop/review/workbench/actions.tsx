/** The bar at the bottom: undo at the left for good, one primary button at the right that says what it will do. */
import { MessageSquare, SkipForward, Undo2 } from 'lucide-react'
import type { Form, View } from '../../../kinds/views.ts'
import { Button } from '../../../ui/parts.tsx'
import { countOf } from '../../../ui/say.ts'
import type { Lesson } from '../../teach/contract.ts'
import type { Step } from './bench.ts'
import { DISCUSS, SAVE, SKIP, UNDO } from './keys.ts'

const DID = { skip: 'Skipped', discuss: 'Handed on' }

/** The last step in words, said by screen readers as it happens. */
const Last = ({ step, view, form }: { step: Step; view: View; form: Form }) => {
  const { task, draft, did } = step
  return (
    <>
      {did === 'judge' ? (
        <view.Diff
          from={task.blind ? null : task.answer}
          to={draft.answer ?? task.answer}
          form={form}
          input={task.input}
        />
      ) : (
        DID[did]
      )}{' '}
      <span className="figures">{task.external_id}</span>
    </>
  )
}

const HELD_OUT = 'Held out: it measures models, and teaches them nothing'

const taught = ({ effect: { pool, holdout } }: Lesson): string => {
  const changed = countOf(pool.count, 'similar item changes', 'similar items change')
  return `${changed}, ${countOf(holdout.broken.count, 'regression')}`
}

type ActionsProps = {
  view: View
  form: Form
  last: Step | undefined
  /** Whether the last answer looks like a slip. */
  doubt: string | null
  /** What the last answer taught, as soon as it is known. */
  lesson: Lesson | null
  saves: string
  can_save: boolean
  on: { save: () => void; undo: () => void; skip: () => void; discuss: () => void }
}

export const Actions = ({ view, form, last, doubt, lesson, saves, can_save, on }: ActionsProps) => (
  <div className="actions" role="toolbar" aria-label="Decide">
    <Button look="plain" icon={Undo2} command={UNDO} disabled={!last} onClick={on.undo}>
      <span className="wide">Undo</span>
    </Button>
    <p className="actions-last" role="status">
      {last && (
        <span>
          <Last step={last} view={view} form={form} />
        </span>
      )}
      {doubt ? (
        <span className="warn">{doubt}</span>
      ) : (
        (lesson || last?.held_out) && <span className="meta">{lesson ? taught(lesson) : HELD_OUT}</span>
      )}
    </p>
    <Button look="plain" icon={SkipForward} command={SKIP} onClick={on.skip}>
      <span className="wide">Skip</span>
    </Button>
    <Button look="plain" icon={MessageSquare} command={DISCUSS} onClick={on.discuss}>
      <span className="wide">Discuss</span>
    </Button>
    <Button look="primary" command={SAVE} onClick={on.save} disabled={!can_save}>
      {saves}
    </Button>
  </div>
)
