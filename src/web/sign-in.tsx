/** Signing in: by a one-time link, a password, or the organisation's own sign-in. */
import { type FormEvent, useEffect, useState } from 'react'
import { useSearchParams } from 'wouter'
import { getSignInWays, signIn, signInWithPassword } from '../people/contract.ts'
import { call, toldOf, useRead } from '../ui/call.ts'
import { FormField } from '../ui/form.tsx'
import { Button } from '../ui/parts.tsx'
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

/** Why the organisation's sign-in came back without success, by what the server puts into the address. */
const PROBLEMS: Record<string, string> = {
  failed: 'Your organisation’s sign-in did not succeed. Try again, or sign in another way.',
  unknown: 'Nobody here is known by that account. Ask an admin of your project to add you, then try again.',
  unavailable: 'Your organisation’s sign-in cannot be reached just now. Try again in a while, or sign in another way.',
}

const problemIn = (search: URLSearchParams): string => {
  const problem = search.get('problem')
  return problem !== null && Object.hasOwn(PROBLEMS, problem) ? (PROBLEMS[problem] as string) : ''
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

export const SignInPage = () => {
  const [search] = useSearchParams()
  const [told, setTold] = useState(problemIn(search))
  const [busy, setBusy] = useState(false)
  const [code, setCode] = useState(codeOfLink)
  useEffect(() => {
    document.title = 'Sign in · Errata'
  }, [])
  const enter = async (by: () => Promise<unknown>) => {
    setBusy(true)
    setTold('')
    try {
      await by()
      location.replace(safePath(search.get('to')))
    } catch (error) {
      setTold(sentence(toldOf(error)))
      setBusy(false)
    }
  }
  return (
    <main id="main" className="sign-in">
      <div className="sign-in-card">
        <header>
          <Logo size={36} />
          <h1 className="title">Sign in to Errata</h1>
        </header>
        <p role="alert" className={told ? 'notice bad' : ''}>
          {told}
        </p>
        {code ? (
          <ByLink busy={busy} enter={enter} code={code} instead={() => setCode('')} />
        ) : (
          <OtherWays busy={busy} enter={enter} />
        )}
      </div>
    </main>
  )
}

type WayProps = { busy: boolean; enter: (by: () => Promise<unknown>) => Promise<void> }

/** A link is used by a press, so that whatever only looks at links (mail scanners do) does not use it up. */
const ByLink = ({ busy, enter, code, instead }: WayProps & { code: string; instead: () => void }) => (
  <div className="form">
    <p className="quiet">Your link is good for one sign-in.</p>
    <Button look="primary" disabled={busy} onClick={() => void enter(() => call(signIn, { code }, { tries_max: 1 }))}>
      Sign in
    </Button>
    <Button look="plain" onClick={instead}>
      Use a password instead
    </Button>
  </div>
)

const OtherWays = ({ busy, enter }: WayProps) => {
  const ways = useRead(getSignInWays, {})
  return (
    <>
      {ways.data?.oidc && (
        <>
          <a className="button" href="/api/oidc/start">
            Continue with {ways.data.oidc.name}
          </a>
          <p className="sign-in-or meta">or</p>
        </>
      )}
      <ByPassword busy={busy} enter={enter} />
      <p className="meta">
        With a one-time link you need no password: ask an admin for one, or look at the terminal where Errata was
        started.
      </p>
    </>
  )
}

const ByPassword = ({ busy, enter }: WayProps) => {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [email, password] = [String(form.get('email')), String(form.get('password'))]
    void enter(() => call(signInWithPassword, { email, password }, { tries_max: 1 }))
  }
  return (
    <form className="form" onSubmit={submit}>
      <FormField label="E-mail">
        {control => <input {...control} className="input" name="email" type="email" autoComplete="username" required />}
      </FormField>
      <FormField label="Password">
        {control => (
          <input
            {...control}
            className="input"
            name="password"
            type="password"
            autoComplete="current-password"
            required
          />
        )}
      </FormField>
      <Button look="primary" type="submit" disabled={busy}>
        Sign in
      </Button>
    </form>
  )
}
