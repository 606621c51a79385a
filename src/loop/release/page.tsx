import { usePlace } from '../../people/place.tsx'
import { Page } from '../../ui/page.tsx'

export const ReleasesPage = () => (
  <Page title="Releases" tabs={usePlace().tabs}>
    <p>Soon.</p>
  </Page>
)
