import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif; }
  body { max-width: 40rem; margin: 4rem auto; padding: 0 1.5rem; color: light-dark(#1d1c1a, #ecebe8);
    background: light-dark(#fafaf8, #131416); }
  h1 { font-size: 1.5rem; line-height: 2rem; }
  button { font: inherit; font-weight: 600; padding: 0.5rem 1rem; border: 0; border-radius: 8px;
    color: light-dark(#fff, #04211c); background: light-dark(#0b6f63, #62d2bf); }
  a { color: light-dark(#0a6e62, #62d2bf); }
`

/** Takes the code from the address (it is behind the #, so it reaches no log and no Referer) and signs in with it. */
const SCRIPT = `
  const code = location.hash.slice(1)
  history.replaceState(null, '', '/sign-in')
  const told = document.querySelector('[role=status]')
  document.querySelector('form').addEventListener('submit', async event => {
    event.preventDefault()
    const answer = await fetch('/api/sign-in', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code })
    })
    if (answer.ok) location.replace('/')
    else told.textContent = (await answer.json()).detail
  })
`

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const POLICY = [
  "default-src 'none'",
  `style-src ${hashOf(STYLE)}`,
  `script-src ${hashOf(SCRIPT)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const page = (title: string, body: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<title>${title}</title><style>${STYLE}</style><main>${body}</main></html>`

const HOME = page(
  'Errata',
  `<h1>Errata is running</h1>
   <p>The API describes itself at <a href="/api/openapi.json">/api/openapi.json</a>.</p>`,
)

const SIGN_IN = page(
  'Sign in · Errata',
  `<h1>Sign in to Errata</h1><form><button>Sign in</button></form><p role="status"></p><script>${SCRIPT}</script>`,
)

/** The pages a browser gets before there is a workbench: where it is, and signing in by a one-time link. */
export const servePages = (server: FastifyInstance) => {
  for (const [path, html] of [
    ['/', HOME],
    ['/sign-in', SIGN_IN],
  ] as const) {
    server.get(path, (_request, reply) =>
      reply.header('content-security-policy', POLICY).type('text/html; charset=utf-8').send(html),
    )
  }
}
