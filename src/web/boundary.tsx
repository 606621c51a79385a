/** Catches what a page throws: a bug is said, with a way on, instead of leaving an empty screen. */
import { Component, type ReactNode } from 'react'
import { Page } from '../ui/page.tsx'
import { Failure } from '../ui/parts.tsx'

type Caught = { error: Error | undefined }

// React knows error boundaries as classes only.
export class Boundary extends Component<{ children: ReactNode }, Caught> {
  override state: Caught = { error: undefined }

  static getDerivedStateFromError(error: Error): Caught {
    return { error }
  }

  override render() {
    const { error } = this.state
    if (!error) return this.props.children
    return (
      <Page title="Something broke">
        <Failure error={error} retry={() => this.setState({ error: undefined })} />
      </Page>
    )
  }
}
