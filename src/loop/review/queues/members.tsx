/** Who works a queue: ticked people, or every reviewer where nobody is. */
import { type FormEvent, useState } from 'react'
import { usePlace } from '../../../people/place.tsx'
import { useAct } from '../../../ui/call.ts'
import { FormEnd } from '../../../ui/form.tsx'
import { Dialog } from '../../../ui/parts.tsx'
import { countOf } from '../../../ui/say.ts'
import { listQueues, putQueueMembers } from '../contract.ts'
import type { Member, Queue } from './page.tsx'

type EditProps = { queue: Queue | undefined; people: Member[]; close: () => void }

export const EditMembers = ({ queue, people, close }: EditProps) => (
  <Dialog open={queue !== undefined} onClose={close} title={`Who works ${queue?.queue ?? ''}`}>
    {queue && <MembersForm key={queue.queue} queue={queue} people={people} close={close} />}
  </Dialog>
)

const MembersForm = ({ queue, people, close }: { queue: Queue; people: Member[]; close: () => void }) => {
  const { project_id } = usePlace()
  const [members, setMembers] = useState(queue.members)
  const put = useAct(putQueueMembers, { renews: [listQueues] })
  // Whoever cannot review is offered only to be taken off.
  const offered = people.filter(({ id, role }) => role !== 'viewer' || queue.members.includes(id))
  const toggle = (id: string) =>
    setMembers(members.includes(id) ? members.filter(each => each !== id) : [...members, id])
  const save = (event: FormEvent) => {
    event.preventDefault()
    // Who has left the project cannot be named again.
    const named = members.filter(id => people.some(each => each.id === id))
    put.mutate({ project_id, queue: queue.queue, members: named }, { onSuccess: close })
  }
  return (
    <form className="form" onSubmit={save}>
      <fieldset className="checks queues-people">
        <legend>Reviewers of this queue</legend>
        {offered.map(({ id, name, role }) => (
          <label key={id} className="check">
            <input type="checkbox" checked={members.includes(id)} onChange={() => toggle(id)} />
            <span>
              {name} <span className="meta">{role}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <p className="quiet" role="status">
        {members.length === 0
          ? 'Nobody is ticked: every reviewer works this queue.'
          : `Only ${countOf(members.length, 'person', 'people')} will be given its tasks.`}
      </p>
      <FormEnd act={put} close={close}>
        Save members
      </FormEnd>
    </form>
  )
}
