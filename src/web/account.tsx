/** One's own account: appearance, keys, password, sessions. */
import type { Me } from '../people/place.tsx'
import { Page } from '../ui/page.tsx'

export const AccountPage = ({ me }: { me: Me }) => (
  <Page title="Your account">
    <p>{me.person?.name ?? me.actor}</p>
  </Page>
)
