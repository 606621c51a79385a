/** Tokens: how machines, and people's own programs, call this project. */
import './page.css'
import { KeyRound } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { OutputOf, Permission } from '../platform/endpoint.ts'
import { useAct, useRead } from '../ui/call.ts'
import { now, useNow } from '../ui/clock.ts'
import { CopyText, Fault, FormEnd, FormField, faultAt, Section } from '../ui/form.tsx'
import { Badge, Button, Dialog, Read, State } from '../ui/parts.tsx'
import { countOf, dayOf } from '../ui/say.ts'
import { type Column, Table } from '../ui/table.tsx'
import { createToken, listTokens, revokeToken } from './contract.ts'
import { usePlace } from './place.tsx'
import { PERMISSION_WORDS } from './words.ts'

type Token = OutputOf<typeof listTokens>['tokens'][number]

const DAY_ms = 86_400_000
const LIVES = [
  { name: '30 days', days: 30 },
  { name: '90 days', days: 90 },
  { name: 'A year', days: 365 },
  { name: 'Until it is revoked', days: null },
]

export const Tokens = () => {
  const { project_id } = usePlace()
  const tokens = useRead(listTokens, { project_id })
  const [is_new, setNew] = useState(false)
  const [revoking, setRevoking] = useState<Token>()
  return (
    <Section
      title="Tokens"
      about="For programs that send predictions, ask for answers or read errata."
      tools={
        <Button icon={KeyRound} onClick={() => setNew(true)}>
          Make a token
        </Button>
      }
    >
      <Read of={tokens} what="the tokens">
        {({ tokens }) => <List tokens={tokens} revoke={setRevoking} />}
      </Read>
      <Dialog open={is_new} onClose={() => setNew(false)} title="Make a token">
        <NewToken close={() => setNew(false)} />
      </Dialog>
      <Dialog open={revoking !== undefined} onClose={() => setRevoking(undefined)} title={`Revoke ${revoking?.name}`}>
        {revoking && <Revoking token={revoking} close={() => setRevoking(undefined)} />}
      </Dialog>
    </Section>
  )
}

const List = ({ tokens, revoke }: { tokens: Token[]; revoke: (token: Token) => void }) => {
  const { me } = usePlace()
  const moment = useNow()
  if (tokens.length === 0) {
    return (
      <State title="No tokens yet.">
        <p>A program needs one to send predictions. Make one with no more rights than it needs.</p>
      </State>
    )
  }
  return (
    <Table
      name={countOf(tokens.length, 'token')}
      columns={columnsFor({ me: me.person?.id, moment, revoke })}
      rows={tokens}
      keyOf={each => each.id}
    />
  )
}

type Shown = { me: string | undefined; moment: number; revoke: (token: Token) => void }

const actsAs = ({ person_id }: Token, me: string | undefined) => {
  if (person_id === null) return 'a machine'
  return person_id === me ? 'you' : 'a person'
}

const columnsFor = ({ me, moment, revoke }: Shown): Column<Token>[] => [
  { name: 'Name', width: 'minmax(0, 1.4fr)', cell: ({ name }) => <strong>{name}</strong> },
  {
    name: 'May',
    width: 'minmax(0, 2fr)',
    cell: ({ permissions }) => (
      <span className="people-scopes">
        {permissions.map(each => (
          <Badge key={each}>{each}</Badge>
        ))}
      </span>
    ),
  },
  { name: 'Acts as', width: '80px', cell: token => actsAs(token, me) },
  {
    name: 'Expires',
    width: '104px',
    cell: ({ expires_at }) => (expires_at ? dayOf(expires_at) : <span className="quiet">never</span>),
  },
  {
    name: 'State',
    width: '96px',
    cell: token => {
      if (token.revoked_at) return <Badge look="bad">revoked</Badge>
      if (token.expires_at && Date.parse(token.expires_at) < moment) return <Badge look="warn">expired</Badge>
      return (
        <Button aria-label={`Revoke ${token.name}`} onClick={() => revoke(token)}>
          Revoke
        </Button>
      )
    },
  },
]

const NewToken = ({ close }: { close: () => void }) => {
  const { project_id, project } = usePlace()
  const create = useAct(createToken, { renews: [listTokens] })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const days = LIVES[Number(form.get('life'))]?.days ?? null
    create.mutate({
      project_id,
      name: String(form.get('name')),
      permissions: form.getAll('permission') as Permission[],
      as_me: form.has('as_me'),
      ...(days !== null && { expires_at: new Date(now() + days * DAY_ms).toISOString() }),
    })
  }
  if (create.data) return <Made text={create.data.text} close={close} />
  return (
    <form className="form" onSubmit={submit}>
      <FormField label="Name" hint="What it is for: the ledger keeps it." fault={faultAt(create.error, 'name')}>
        {control => <input {...control} className="input" name="name" required maxLength={200} autoComplete="off" />}
      </FormField>
      <Scopes open={project.permissions} />
      <AsMe />
      <FormField label="Valid for">
        {control => (
          <select {...control} className="input" name="life" defaultValue="1">
            {LIVES.map(({ name }, index) => (
              <option key={name} value={index}>
                {name}
              </option>
            ))}
          </select>
        )}
      </FormField>
      <FormEnd act={create} close={close}>
        Make token
      </FormEnd>
    </form>
  )
}

const AsMe = () => (
  <label className="check">
    <input type="checkbox" name="as_me" />
    <span>
      Acts as me
      <span className="meta">
        What it judges stands under your name. Otherwise it is a machine, and judges nothing.
      </span>
    </span>
  </label>
)

/** Nobody gives away what they may not do themselves. */
const Scopes = ({ open }: { open: readonly Permission[] }) => (
  <fieldset className="checks">
    <legend>What it may do</legend>
    {open.map(name => (
      <label key={name} className="check">
        <input type="checkbox" name="permission" value={name} defaultChecked={name === 'read'} />
        <span>
          {name}
          <span className="meta">{PERMISSION_WORDS[name]}</span>
        </span>
      </label>
    ))}
  </fieldset>
)

const Made = ({ text, close }: { text: string; close: () => void }) => (
  <div className="form">
    <CopyText label="Token" text={text} hint="Shown this once: we keep only a hash of it." />
    <div className="form-end right">
      <Button look="primary" onClick={close}>
        Done
      </Button>
    </div>
  </div>
)

const Revoking = ({ token, close }: { token: Token; close: () => void }) => {
  const { project_id } = usePlace()
  const revoke = useAct(revokeToken, { renews: [listTokens] })
  return (
    <div className="form">
      <p>Programs that use it are refused at once. This cannot be taken back.</p>
      <Fault error={revoke.error} />
      <div className="form-end right">
        <Button look="plain" onClick={close}>
          Keep it
        </Button>
        <Button
          look="danger"
          disabled={revoke.isPending}
          onClick={() => revoke.mutate({ project_id, id: token.id }, { onSuccess: close })}
        >
          Revoke token
        </Button>
      </div>
    </div>
  )
}
