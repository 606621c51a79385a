import { Page } from '../ui/page.tsx'
import { usePlace } from './place.tsx'

export const PeoplePage = () => (
  <Page title="People" tabs={usePlace().tabs}>
    <p>Soon.</p>
  </Page>
)
