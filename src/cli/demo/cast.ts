import { type Client, createClient } from '../../client/index.ts'
import { makeLink } from '../../people/index.ts'
import type { App } from '../../server/app.ts'
import { settleIn } from '../settle-in.ts'

/** Everybody who takes part in a play, each with a client of their own. */
export type Cast = { admin: Client; service: Client; reviewers: { name: string; client: Client }[] }

/** Signs in by a one-time link, as a browser would, and keeps the cookie. */
const signedIn = async (url: string, code: string): Promise<Client> => {
  const answer = await fetch(new URL('/api/sign-in', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0]
  if (!answer.ok || !cookie) throw new Error(`signing in failed: ${await answer.text()}`)
  const withCookie: typeof fetch = (target, request) =>
    fetch(target, { ...request, headers: { ...(request?.headers as Record<string, string>), cookie } })
  return createClient({ url, fetch: withCookie })
}

/** The administrator, signed in. */
export const administrator = async (app: App, url: string): Promise<Client> => {
  const id = await settleIn(app)
  const { code } = await app.act({ actor: 'system:operator' }, ctx => makeLink(ctx, id))
  return signedIn(url, code)
}

const REVIEWERS = ['Ada', 'Ben', 'Cleo', 'Dev']

/** People to review and adjudicate, and the machine whose model is overseen. */
export const castOf = async (
  admin: Client,
  { url, project_id }: { url: string; project_id: string },
): Promise<Cast> => {
  const { text } = await admin.createToken({ project_id, name: 'production', permissions: ['read', 'ingest'] })
  const reviewers = []
  for (const [place, name] of REVIEWERS.entries()) {
    const role = place === 0 ? 'adjudicator' : 'reviewer'
    const email = `${name.toLowerCase()}@${project_id}.example`
    const { id } = await admin.addMember({ project_id, name, email, role })
    const { code } = await admin.inviteMember({ project_id, person_id: id })
    reviewers.push({ name, client: await signedIn(url, code) })
  }
  return { admin, service: createClient({ url, token: text }), reviewers }
}
