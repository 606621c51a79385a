import { createHmac } from 'node:crypto'
import * as oidc from 'openid-client'
import { Refusal } from './errors.ts'

/** An identity provider as the operator names it. */
export type OidcSettings = { issuer: string; client_id: string; client_secret: string; name: string }

/** Who somebody is, by the word of a provider: issuer and subject name them, the address may change hands. */
export type Identity = { issuer: string; subject: string; email: string | undefined; email_verified: boolean }

/** Signing in through an identity provider: OpenID Connect, authorization code with PKCE, state and nonce. */
export type Provider = {
  /** What the button says. */
  name: string
  /** Where to send the browser that holds this secret. @throws Refusal UNAVAILABLE */
  start(secret: string): Promise<URL>
  /** Who came back with this query, in the browser that holds the secret. @throws Refusal UNAUTHENTICATED */
  finish(search: string, secret: string): Promise<Identity>
}

const TIMEOUT_seconds = 10
const SUBJECT_LENGTH_max = 255

/** State, nonce and PKCE verifier all come of the browser's one secret: none of them tells it or another. */
const checksOf = (secret: string) => {
  const derived = (what: string) => createHmac('sha256', secret).update(what).digest('base64url')
  return { expectedState: derived('state'), expectedNonce: derived('nonce'), pkceCodeVerifier: derived('verifier') }
}

/** The way of sending the secret that the provider names, else the specification's own (Discovery 1.0, section 3). */
const clientAuthentication =
  (secret: string): oidc.ClientAuth =>
  (server, ...rest) => {
    const posts = server.token_endpoint_auth_methods_supported?.includes('client_secret_post')
    return (posts ? oidc.ClientSecretPost : oidc.ClientSecretBasic)(secret)(server, ...rest)
  }

const discover = ({ issuer, client_id, client_secret }: OidcSettings): Promise<oidc.Configuration> => {
  const url = new URL(issuer)
  // The signature is checked always, not only where the specification could rely on TLS alone.
  const execute = [oidc.enableNonRepudiationChecks]
  if (url.protocol === 'http:') execute.push(oidc.allowInsecureRequests)
  return oidc.discovery(url, client_id, undefined, clientAuthentication(client_secret), {
    execute,
    timeout: TIMEOUT_seconds,
  })
}

const identityOf = async (config: oidc.Configuration, url: URL, secret: string): Promise<Identity> => {
  const tokens = await oidc.authorizationCodeGrant(config, url, { ...checksOf(secret), idTokenExpected: true })
  const { iss: issuer, sub: subject, ...claims } = tokens.claims() as oidc.IDToken
  if (subject.length < 1 || subject.length > SUBJECT_LENGTH_max) throw new Error('the subject is of no usual length')
  // With the `email` scope a provider may keep the address for the userinfo endpoint (Core 1.0, section 5.4).
  const asks = claims.email === undefined && config.serverMetadata().userinfo_endpoint !== undefined
  const { email, email_verified } = asks ? await oidc.fetchUserInfo(config, tokens.access_token, subject) : claims
  return {
    issuer,
    subject,
    email: typeof email === 'string' ? email : undefined,
    email_verified: email_verified === true,
  }
}

/**
 * Opens a provider. It is asked for its addresses when somebody first signs in, so that we start without it.
 * @param redirect_uri our address that it sends people back to; the only one that it may
 */
export const openProvider = (settings: OidcSettings, redirect_uri: string): Provider => {
  let found: Promise<oidc.Configuration> | undefined
  const configuration = () => {
    found ??= discover(settings).catch(cause => {
      found = undefined
      throw new Refusal('UNAVAILABLE', `${settings.name} cannot be reached just now`, {}, { cause })
    })
    return found
  }
  return {
    name: settings.name,
    async start(secret) {
      const { expectedState: state, expectedNonce: nonce, pkceCodeVerifier } = checksOf(secret)
      return oidc.buildAuthorizationUrl(await configuration(), {
        redirect_uri,
        scope: 'openid email',
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
      })
    },
    async finish(search, secret) {
      const config = await configuration()
      const url = new URL(redirect_uri)
      url.search = search
      try {
        return await identityOf(config, url, secret)
      } catch (cause) {
        throw new Refusal('UNAUTHENTICATED', `${settings.name} did not sign you in`, {}, { cause })
      }
    },
  }
}
