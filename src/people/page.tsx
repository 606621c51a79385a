/** Who works in this project, with which role, and which machines may call it. */
import { Page } from '../ui/page.tsx'
import { Members } from './members.tsx'
import { useMay, usePlace } from './place.tsx'
import { Tokens } from './tokens.tsx'

export const PeoplePage = () => (
  <Page title="People" tabs={usePlace().tabs}>
    <Members />
    {useMay('administer') && <Tokens />}
  </Page>
)
