/** What people say of an item, and a place to answer. */
import { type FormEvent, useState } from 'react'
import { usePlace } from '../../../people/place.tsx'
import { toldOf, useAct } from '../../../ui/call.ts'
import { useNow } from '../../../ui/clock.ts'
import { useCommands } from '../../../ui/keys.ts'
import { Button, KeyCap } from '../../../ui/parts.tsx'
import { agoOf, initialsOf } from '../../../ui/say.ts'
import { addComment } from '../../review/contract.ts'
import { getDispute } from '../contract.ts'
import type { Dispute } from './desk.tsx'

const REPLY = { id: 'review.note', key: 'KeyN' }

type Comment = Dispute['comments'][number]

const Said = ({ comment: { name, text, at } }: { comment: Comment }) => {
  const now = useNow()
  return (
    <li>
      <span className="initials" aria-hidden="true">
        {name ? initialsOf(name) : '?'}
      </span>
      <p>
        <strong>{name ?? 'A reviewer'}</strong> <time className="meta">{agoOf(at, now)}</time>
        <span className="discussion-text">{text}</span>
      </p>
    </li>
  )
}

export const Discussion = ({ dispute: { comments, prediction_id } }: { dispute: Dispute }) => (
  <section className="discussion" aria-label="Discussion">
    <h2>Discussion</h2>
    {comments.length === 0 && <p className="quiet">Nobody has said anything yet.</p>}
    <ul>
      {comments.map(comment => (
        <Said key={comment.id} comment={comment} />
      ))}
    </ul>
    <Reply prediction_id={prediction_id} />
  </section>
)

const Reply = ({ prediction_id }: { prediction_id: string }) => {
  const { project_id } = usePlace()
  const [text, setText] = useState('')
  const add = useAct(addComment, { renews: [getDispute] })
  useCommands([{ ...REPLY, title: 'Reply', run: () => document.getElementById('reply')?.focus() }])
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (!text.trim()) return
    add.mutate({ project_id, prediction_id, text: text.trim() }, { onSuccess: () => setText('') })
  }
  return (
    <form className="note" onSubmit={send}>
      <input
        id="reply"
        className="input"
        aria-label="Reply"
        placeholder="Reply"
        autoComplete="off"
        maxLength={5000}
        value={text}
        onChange={event => setText(event.target.value)}
        onKeyDown={event => event.key === 'Escape' && event.currentTarget.blur()}
      />
      {text ? (
        <Button type="submit" disabled={add.isPending}>
          Send
        </Button>
      ) : (
        <KeyCap of={REPLY} />
      )}
      {add.error && (
        <p className="bad" role="alert">
          {toldOf(add.error)}
        </p>
      )}
    </form>
  )
}
