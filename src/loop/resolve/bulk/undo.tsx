/** Taking a bulk back: offered right where it was done, and later in the list of bulks. */
import { Undo2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { usePlace } from '../../../people/place.tsx'
import { useAct } from '../../../ui/call.ts'
import { Fault } from '../../../ui/form.tsx'
import { Button } from '../../../ui/parts.tsx'
import { countOf, inFigures } from '../../../ui/say.ts'
import { listBulks, previewBulk, undoBulk } from '../contract.ts'

export type Undoing = {
  /** Offers to take back what was done just now. */
  offer: (bulk_id: string, items: number) => void
  undo: (bulk_id: string) => void
  /** What was done or undone last, in a sentence. */
  told: ReactNode
}

export const useUndo = (): Undoing => {
  const { project_id } = usePlace()
  const [done, setDone] = useState<{ bulk_id: string; items: number }>()
  const act = useAct(undoBulk, { renews: [listBulks, previewBulk] })
  const undo = (bulk_id: string) => act.mutate({ project_id, bulk_id }, { onSuccess: () => setDone(undefined) })
  return {
    offer(bulk_id, items) {
      act.reset()
      setDone({ bulk_id, items })
    },
    undo,
    told: (
      <>
        <div role="status" className={done || act.data ? 'notice bulk-told' : 'hidden-text'}>
          {done ? (
            <>
              <span>{countOf(done.items, 'prediction')} labelled.</span>
              <Button icon={Undo2} disabled={act.isPending} onClick={() => undo(done.bulk_id)}>
                Undo
              </Button>
            </>
          ) : (
            act.data && <span>{undoneInWords(act.data)}</span>
          )}
        </div>
        {act.error && <Fault error={act.error} />}
      </>
    ),
  }
}

const undoneInWords = ({ undone, changed_since }: { undone: number; changed_since: number }): string => {
  const back = `${countOf(undone, 'prediction')} put back as before.`
  return changed_since > 0 ? `${back} ${inFigures(changed_since)} were decided anew since, and stay.` : back
}
