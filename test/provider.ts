/** A small OpenID provider that can also lie: what it says of a person, and how it signs that, is up to the test. */
import { createHash, createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Claims = Record<string, unknown>
/** How an ID token is made: its claims over the right ones, its algorithm and key. */
export type Lie = { claims?: Claims; alg?: 'RS256' | 'none' | 'HS256'; key?: KeyObject; userinfo?: Claims }
type Grant = { asked: URLSearchParams; lie: Lie }

export type TestProvider = {
  issuer: string
  client: { client_id: string; client_secret: string }
  /** Agrees to what a browser was sent with: the code to come back with. */
  agree(asked: URL, lie?: Lie): string
  /** Says of whoever comes to its page from now on that they are this. */
  vouch(claims: Claims): void
  /** Requests to the token endpoint so far. */
  redeemed(): number
  /** Says a wrong issuer in its own description from now on, or the right one again. */
  pretend(issuer: string | undefined): void
  close(): Promise<void>
}

const base64 = (value: object | string) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

const tokenOf = (claims: Claims, { alg = 'RS256' }: Lie, key: KeyObject): string => {
  const body = `${base64({ alg, kid: 'one', typ: 'JWT' })}.${base64(claims)}`
  if (alg === 'none') return `${body}.`
  if (alg === 'RS256') return `${body}.${sign('sha256', Buffer.from(body), key).toString('base64url')}`
  // The classic: a public key, or the client's own secret, used as if it were shared.
  return `${body}.${createHmac('sha256', 'a secret').update(body).digest('base64url')}`
}

const bodyOf = async (request: IncomingMessage): Promise<URLSearchParams> => {
  let text = ''
  for await (const part of request) text += part
  return new URLSearchParams(text)
}

const answer = (response: ServerResponse, status: number, body: object) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** Whether a code is redeemed by the client and for the attempt it was given to (RFC 6749, RFC 7636). */
const isRight = ({ asked }: Grant, body: URLSearchParams, authorization: string | undefined, basic: string) => {
  const challenge = createHash('sha256')
    .update(body.get('code_verifier') ?? '')
    .digest('base64url')
  return (
    authorization === basic &&
    body.get('grant_type') === 'authorization_code' &&
    body.get('redirect_uri') === asked.get('redirect_uri') &&
    asked.get('code_challenge_method') === 'S256' &&
    challenge === asked.get('code_challenge')
  )
}

/** Starts a provider on a port of this machine. */
export const startProvider = async (): Promise<TestProvider> => {
  const client = { client_id: 'errata', client_secret: 'a secret' }
  const basic = `Basic ${Buffer.from('errata:a+secret').toString('base64')}`
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const grants = new Map<string, Grant>()
  let redeemed = 0
  let userinfo: Claims = {}
  let pretended: string | undefined
  let vouched: Claims = {}

  const redeem = async (request: IncomingMessage, response: ServerResponse) => {
    redeemed += 1
    const body = await bodyOf(request)
    const grant = grants.get(body.get('code') ?? '')
    grants.delete(body.get('code') ?? '')
    if (!grant || !isRight(grant, body, request.headers.authorization, basic)) {
      return answer(response, 400, { error: 'invalid_grant' })
    }
    const now = Math.floor(Date.now() / 1000)
    const right = { iss: issuer, aud: 'errata', sub: 'one', iat: now, exp: now + 300, nonce: grant.asked.get('nonce') }
    userinfo = { sub: grant.lie.claims?.sub ?? 'one', ...grant.lie.userinfo }
    const id_token = tokenOf({ ...right, ...grant.lie.claims }, grant.lie, grant.lie.key ?? privateKey)
    return answer(response, 200, { access_token: randomUUID(), token_type: 'Bearer', expires_in: 300, id_token })
  }

  const agree = (asked: URL, lie: Lie = {}): string => {
    const code = randomUUID()
    grants.set(code, { asked: asked.searchParams, lie })
    return code
  }

  /** The page where a person agrees, by a link back. */
  const authorize = (asked: URL, response: ServerResponse) => {
    const back = new URL(asked.searchParams.get('redirect_uri') as string)
    back.search = `${new URLSearchParams({
      code: agree(asked, { claims: vouched }),
      state: asked.searchParams.get('state') as string,
    })}`
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end(`<!doctype html><a href="${back.href.replaceAll('&', '&amp;')}">Agree</a>`)
  }

  const describe = () => ({
    issuer: pretended ?? issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  })

  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? '/', 'http://x')
    const path = asked.pathname
    if (path === '/authorize') return authorize(asked, response)
    if (path === '/.well-known/openid-configuration') return answer(response, 200, describe())
    if (path === '/keys') {
      const key = { ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }
      return answer(response, 200, { keys: [key] })
    }
    if (path === '/token') return void redeem(request, response)
    return path === '/userinfo' ? answer(response, 200, userinfo) : answer(response, 404, {})
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    client,
    agree,
    vouch(claims) {
      vouched = claims
    },
    redeemed: () => redeemed,
    pretend(other) {
      pretended = other
    },
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
