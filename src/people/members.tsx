/** The people of a project: adding them, their roles, their way in. */
import './page.css'
import { UserPlus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { OutputOf } from '../platform/endpoint.ts'
import { useAct, useRead } from '../ui/call.ts'
import { CopyText, Fault, FormEnd, FormField, faultAt, Section } from '../ui/form.tsx'
import { Badge, Button, Dialog, Read } from '../ui/parts.tsx'
import { countOf, initialsOf, momentOf } from '../ui/say.ts'
import { type Column, Table } from '../ui/table.tsx'
import { addMember, inviteMember, listMembers, removeMember } from './contract.ts'
import { useMay, usePlace } from './place.tsx'
import type { Role } from './roles.ts'
import { ROLE_WORDS } from './words.ts'

type Member = OutputOf<typeof listMembers>['members'][number]

/** What the dialog is about: nobody yet, or somebody of the project. */
type Opened = 'new' | Member

export const Members = () => {
  const { project_id } = usePlace()
  const members = useRead(listMembers, { project_id })
  const may = useMay('administer')
  const [opened, setOpened] = useState<Opened>()
  const close = () => setOpened(undefined)
  return (
    <Section
      title="People"
      about={
        may
          ? 'Everybody who may see this project, and what they may do.'
          : 'Only an admin adds people and makes tokens.'
      }
      tools={
        may && (
          <Button look="primary" icon={UserPlus} onClick={() => setOpened('new')}>
            Add a person
          </Button>
        )
      }
    >
      <Read of={members} what="the people">
        {({ members }) => (
          <Table
            name={countOf(members.length, 'person', 'people')}
            columns={columnsFor(may, setOpened)}
            rows={members}
            keyOf={each => each.id}
          />
        )}
      </Read>
      <Dialog open={opened === 'new'} onClose={close} title="Add a person">
        <NewMember open={setOpened} close={close} />
      </Dialog>
      <Dialog open={opened !== undefined && opened !== 'new'} onClose={close} title={nameOf(opened)}>
        {typeof opened === 'object' && <Manage member={opened} close={close} />}
      </Dialog>
    </Section>
  )
}

const nameOf = (opened: Opened | undefined) => (typeof opened === 'object' ? opened.name : '')

const columnsFor = (may: boolean, open: (member: Member) => void): Column<Member>[] => [
  {
    name: 'Name',
    width: 'minmax(0, 2fr)',
    cell: ({ name }) => (
      <span className="people-name">
        <span className="initials" aria-hidden="true">
          {initialsOf(name)}
        </span>
        {name}
      </span>
    ),
  },
  { name: 'E-mail', width: 'minmax(0, 2fr)', cell: ({ email }) => email ?? <span className="quiet">none</span> },
  { name: 'Role', width: '120px', cell: ({ role }) => <Badge look="human">{role}</Badge> },
  ...(may
    ? [
        {
          name: 'Access',
          width: '96px',
          cell: (member: Member) => (
            <Button aria-label={`Manage ${member.name}`} onClick={() => open(member)}>
              Manage
            </Button>
          ),
        },
      ]
    : []),
]

const RoleField = ({ role, choose, locked }: { role: Role; choose: (role: Role) => void; locked?: string }) => (
  <FormField label="Role" hint={locked ?? ROLE_WORDS[role]}>
    {control => (
      <select
        {...control}
        className="input"
        value={role}
        disabled={locked !== undefined}
        onChange={event => choose(event.target.value as Role)}
      >
        {Object.keys(ROLE_WORDS).map(name => (
          <option key={name}>{name}</option>
        ))}
      </select>
    )}
  </FormField>
)

const NewMember = ({ open, close }: { open: (member: Member) => void; close: () => void }) => {
  const { project_id } = usePlace()
  const add = useAct(addMember, { renews: [listMembers] })
  const [role, setRole] = useState<Role>('reviewer')
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [name, email] = [String(form.get('name')), String(form.get('email'))]
    add.mutate({ project_id, name, email, role }, { onSuccess: open })
  }
  return (
    <form className="form" onSubmit={submit}>
      <FormField label="Name" fault={faultAt(add.error, 'name')}>
        {control => <input {...control} className="input" name="name" required maxLength={200} autoComplete="off" />}
      </FormField>
      <FormField
        label="E-mail"
        hint="Who has an account here already keeps it, with its name."
        fault={faultAt(add.error, 'email')}
      >
        {control => <input {...control} className="input" name="email" type="email" required autoComplete="off" />}
      </FormField>
      <RoleField role={role} choose={setRole} />
      <FormEnd act={add} close={close}>
        Add person
      </FormEnd>
    </form>
  )
}

const Manage = ({ member, close }: { member: Member; close: () => void }) => {
  const { me } = usePlace()
  const is_me = me.person?.id === member.id
  return (
    <div className="people-manage">
      <ChangeRole member={member} is_me={is_me} />
      <SignInLink member={member} />
      <Removal member={member} is_me={is_me} close={close} />
    </div>
  )
}

const whyLocked = (is_me: boolean, email: string | null) => {
  if (is_me) return 'Nobody changes their own role.'
  return email === null ? 'Without an e-mail address a role cannot be changed here.' : undefined
}

const ChangeRole = ({ member, is_me }: { member: Member; is_me: boolean }) => {
  const { project_id } = usePlace()
  const change = useAct(addMember, { renews: [listMembers] })
  const [role, setRole] = useState<Role>(member.role)
  const { name, email } = member
  const locked = whyLocked(is_me, email)
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (email !== null) change.mutate({ project_id, name, email, role })
  }
  const now = change.data?.role ?? member.role
  return (
    <form className="form" onSubmit={save}>
      <RoleField role={role} choose={setRole} {...(locked && { locked })} />
      <Fault error={change.error} />
      {!locked && (
        <div className="form-end">
          <Button type="submit" disabled={role === now || change.isPending}>
            Save role
          </Button>
          <span role="status" className="meta">
            {change.isSuccess && `${name} is ${now} now.`}
          </span>
        </div>
      )}
    </form>
  )
}

const SignInLink = ({ member }: { member: Member }) => {
  const { project_id } = usePlace()
  const invite = useAct(inviteMember)
  const made = invite.data
  return (
    <section className="form">
      <h3>One-time sign-in link</h3>
      {made ? (
        <CopyText
          label="Link"
          text={`${location.origin}/sign-in#${made.code}`}
          hint={`Shown this once. It opens their account a single time, until ${momentOf(made.expires_at)}.`}
        />
      ) : (
        <>
          <p className="quiet">Whoever opens it first is signed in as {member.name}, so send it to them alone.</p>
          <Fault error={invite.error} />
          <div className="form-end">
            <Button disabled={invite.isPending} onClick={() => invite.mutate({ project_id, person_id: member.id })}>
              Make a sign-in link
            </Button>
          </div>
        </>
      )}
    </section>
  )
}

const Removal = ({ member, is_me, close }: { member: Member; is_me: boolean; close: () => void }) => {
  const { project_id } = usePlace()
  const [is_sure, setSure] = useState(false)
  const remove = useAct(removeMember, { renews: [listMembers] })
  const act = () => remove.mutate({ project_id, person_id: member.id }, { onSuccess: close })
  return (
    <section className="form">
      <h3>Remove from the project</h3>
      <p className="quiet">
        {is_me ? 'You lose' : 'They lose'} access at once. What {is_me ? 'you' : 'they'} judged stays.
      </p>
      <Fault error={remove.error} />
      <div className="form-end">
        {is_sure ? (
          <>
            <Button look="danger" disabled={remove.isPending} onClick={act}>
              Yes, remove {member.name}
            </Button>
            <Button look="plain" onClick={() => setSure(false)}>
              Keep
            </Button>
          </>
        ) : (
          <Button look="danger" onClick={() => setSure(true)}>
            Remove person
          </Button>
        )}
      </div>
    </section>
  )
}
