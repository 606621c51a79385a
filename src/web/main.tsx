/** Where the browser begins. */
import '@fontsource-variable/inter/wght.css'
import '../ui/tokens.css'
import '../ui/base.css'
import '../ui/controls.css'
import '../ui/page.css'
import '../ui/table.css'
import './web.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { learnLayout, listenToKeys } from '../ui/keys.ts'
import { App } from './app.tsx'

// What was read stays good for a while: pages that are left and opened again paint at once.
const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 10_000, retry: false, refetchOnWindowFocus: true } },
})

listenToKeys()
void learnLayout()
createRoot(document.getElementById('root') as HTMLElement).render(
  <QueryClientProvider client={queries}>
    <App />
  </QueryClientProvider>,
)
