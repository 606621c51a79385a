import { usePlace } from '../../people/place.tsx'
import { Page } from '../../ui/page.tsx'

export const PolicyPage = () => (
  <Page title="Policy" tabs={usePlace().tabs}>
    <p>Soon.</p>
  </Page>
)
