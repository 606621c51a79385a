/** One's own account: how the screen looks and listens, the password, where one is signed in. */
import './account/account.css'
import { LogOut } from 'lucide-react'
import { signOut } from '../people/contract.ts'
import type { Me } from '../people/place.tsx'
import { useAct } from '../ui/call.ts'
import { Fault } from '../ui/form.tsx'
import { Page } from '../ui/page.tsx'
import { Button, Read } from '../ui/parts.tsx'
import { initialsOf } from '../ui/say.ts'
import { Appearance } from './account/appearance.tsx'
import { Keys } from './account/keys.tsx'
import { Password } from './account/password.tsx'
import { Sessions } from './account/sessions.tsx'
import { useSettings } from './account/settings.ts'

export const AccountPage = ({ me }: { me: Me }) => {
  const { read, change, error } = useSettings()
  return (
    <Page title="Your account">
      <div className="account">
        <Head me={me} />
        <Fault error={error} />
        <Read of={read} what="your settings">
          {settings => (
            <>
              <Appearance settings={settings} change={change} />
              <Keys settings={settings} change={change} />
            </>
          )}
        </Read>
        <Password email={me.person?.email ?? null} />
        <Sessions />
      </div>
    </Page>
  )
}

const Head = ({ me }: { me: Me }) => {
  const leave = useAct(signOut)
  const name = me.person?.name ?? me.actor
  return (
    <div className="account-head">
      <span className="initials" aria-hidden="true">
        {initialsOf(name)}
      </span>
      <div>
        <p className="title">{name}</p>
        <p className="quiet">
          {me.person?.email ?? 'No e-mail address'}
          {me.administrator && ' · administrator of this installation'}
        </p>
      </div>
      <Button
        icon={LogOut}
        disabled={leave.isPending}
        // A new page, so that nothing of this person stays in memory.
        onClick={() => leave.mutate({}, { onSuccess: () => location.replace('/sign-in') })}
      >
        Sign out
      </Button>
      <Fault error={leave.error} />
    </div>
  )
}
