/** Which predictions a draft decides otherwise than the policy in force. */
import { inFigures } from '../../../ui/say.ts'
import type { Changes } from '../../rehearse/contract.ts'

const SORTS = [
  { of: 'added', name: 'Seen by people under the draft alone' },
  { of: 'dropped', name: 'Seen by people now, and no more' },
  { of: 'moved', name: 'Seen under both, in another way' },
  { of: 'answered', name: 'Answered otherwise' },
  { of: 'same', name: 'The same' },
] as const

export const TrialChanges = ({ changes }: { changes: Changes }) => (
  <div className="form">
    <h3>What changes</h3>
    <dl className="facts">
      {SORTS.map(({ of, name }) => (
        <div key={of}>
          <dt>{name}</dt>
          <dd className="figures">{inFigures(changes[of])}</dd>
        </div>
      ))}
    </dl>
    {changes.examples.length > 0 && (
      <details>
        <summary>Show the newest {inFigures(changes.examples.length)} that differ</summary>
        <ul className="policy-examples">
          {changes.examples.map(({ prediction_id, external_id, text, present, draft }) => (
            <li key={prediction_id}>
              <p>{text}</p>
              <p className="meta">
                {external_id} · <del>{present.reason}</del> → <strong>{draft.reason}</strong>
              </p>
            </li>
          ))}
        </ul>
      </details>
    )}
  </div>
)
