/** Signing in: by a one-time link, a password, or the organisation's own sign-in. */
import { type FormEvent, useState } from 'react'
import { useSearchParams } from 'wouter'
import { getSignInWays, signIn, signInWithPassword } from '../people/contract.ts'
import { call, toldOf, useRead } from '../ui/call.ts'
import { Button, Field } from '../ui/parts.tsx'
import { Logo } from './logo.tsx'

/** The code of a link stands behind the #, so that it reaches no log and no Referer; it leaves the address at once. */
const codeOfLink = (() => {
  if (location.pathname !== '/sign-in') return ''
  const code = location.hash.slice(1)
  if (code) history.replaceState(null, '', location.pathname + location.search)
  return code
})()

/** Only a path of this site: `//elsewhere` and `https:` are other places. */
const safePath = (path: string | null): string => (path && /^\/(?![/\\])/.test(path) ? path : '/')

export const SignInPage = () => {
  const [search] = useSearchParams()
  const ways = useRead(getSignInWays, {})
  const [told, setTold] = useState('')
  const [busy, setBusy] = useState(false)
  const enter = async (by: () => Promise<unknown>) => {
    setBusy(true)
    setTold('')
    try {
      await by()
      location.replace(safePath(search.get('to')))
    } catch (error) {
      setTold(toldOf(error))
      setBusy(false)
    }
  }
  const byPassword = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [email, password] = [String(form.get('email')), String(form.get('password'))]
    void enter(() => call(signInWithPassword, { email, password }, { tries_max: 1 }))
  }
  return (
    <main className="sign-in">
      <Logo size={40} />
      <h1 className="title">Sign in to Errata</h1>
      {codeOfLink ? (
        <Button
          look="primary"
          disabled={busy}
          onClick={() => void enter(() => call(signIn, { code: codeOfLink }, { tries_max: 1 }))}
        >
          Sign in
        </Button>
      ) : (
        <form onSubmit={byPassword}>
          {ways.data?.oidc && (
            <a className="button" href="/api/oidc/start">
              Continue with {ways.data.oidc.name}
            </a>
          )}
          <Field label="E-mail">
            <input className="input" name="email" type="email" autoComplete="username" required />
          </Field>
          <Field label="Password">
            <input className="input" name="password" type="password" autoComplete="current-password" required />
          </Field>
          <Button look="primary" type="submit" disabled={busy}>
            Sign in
          </Button>
          <p className="meta">
            With a one-time link you need no password: ask an admin for one, or look at the terminal where Errata was
            started.
          </p>
        </form>
      )}
      <p role="status" className="bad">
        {told}
      </p>
    </main>
  )
}
