/** A password to sign in with. */
import { type FormEvent, useRef, useState } from 'react'
import { listSessions, PASSWORD_LENGTH_min, setPassword } from '../../people/contract.ts'
import { codeOf, useAct } from '../../ui/call.ts'
import { Fault, FormField, faultAt, Section } from '../../ui/form.tsx'
import { Button } from '../../ui/parts.tsx'

export const Password = ({ email }: { email: string | null }) => (
  <Section title="Password" about="For signing in without a link. Setting one ends your sessions elsewhere.">
    {email === null ? (
      <p className="quiet">You have no e-mail address to sign in with. Ask whoever runs this installation.</p>
    ) : (
      <PasswordForm email={email} />
    )}
  </Section>
)

/** The faults that are told at a field rather than under the form. */
const isAtField = (error: unknown) => ['current', 'password'].some(field => faultAt(error, field) !== undefined)

const PasswordForm = ({ email }: { email: string }) => {
  const set = useAct(setPassword, { renews: [listSessions] })
  const form = useRef<HTMLFormElement>(null)
  const [is_unlike, setUnlike] = useState(false)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const [current, password, again] = ['current', 'password', 'again'].map(name => String(data.get(name)))
    setUnlike(password !== again)
    if (password !== again) return
    const input = { password: password as string, ...(current && { current }) }
    set.mutate(input, { onSuccess: () => form.current?.reset() })
  }
  return (
    <form ref={form} className="form account-password" onSubmit={submit}>
      <input type="email" name="email" value={email} autoComplete="username" readOnly hidden />
      <Secret
        name="current"
        label="Current password"
        hint="Leave it empty if you have none, or came by a link just now."
        fault={faultAt(set.error, 'current')}
      />
      <Secret
        name="password"
        label="New password"
        hint={`At least ${PASSWORD_LENGTH_min} characters. A few unusual words are better than signs.`}
        fault={faultAt(set.error, 'password')}
      />
      <Secret name="again" label="New password again" fault={is_unlike ? 'Not the same as above' : undefined} />
      {!isAtField(set.error) && <Fault error={set.error} />}
      <div className="form-end">
        <Button type="submit" disabled={set.isPending}>
          Set password
        </Button>
        <span role="status" className="good">
          {set.isSuccess && 'Your password is set. You are signed out everywhere else.'}
          {codeOf(set.error) === 'TOO_MANY' && 'Wait a little before you try again.'}
        </span>
      </div>
    </form>
  )
}

type SecretProps = { name: 'current' | 'password' | 'again'; label: string; hint?: string; fault: string | undefined }

const Secret = ({ name, label, hint, fault }: SecretProps) => (
  <FormField label={label} hint={hint} fault={fault}>
    {control => (
      <input
        {...control}
        className="input"
        type="password"
        name={name}
        autoComplete={name === 'current' ? 'current-password' : 'new-password'}
        required={name !== 'current'}
      />
    )}
  </FormField>
)
