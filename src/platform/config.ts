import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { Refusal } from './errors.ts'
import type { OidcSettings } from './oidc.ts'

/** Every setting there is. This file is the only reader of the environment. */
export type Config = {
  /** Port of the HTTP server (`PORT`, default 4680). */
  port: number
  /** Address the HTTP server listens on (`HOST`, default 127.0.0.1: this machine alone). */
  host: string
  /** A PostgreSQL server to use instead of the embedded one (`DATABASE_URL`). */
  database_url: string | undefined
  /** The data folder: embedded database, signing key, checkpoints (`ERRATA_HOME`, default ./.errata). */
  home: string
  /** The origin under which browsers reach us, where it is not HOST and PORT (`ERRATA_URL`). */
  url: string | undefined
  /** Proxies in front whose X-Forwarded-For is believed (`ERRATA_PROXIES`: addresses or networks, with commas). */
  proxies: string[]
  /** An identity provider to sign in through (`OIDC_ISSUER`, `OIDC_CLIENT_ID`, `OIDC_CLIENT_SECRET`, `OIDC_NAME`). */
  oidc: OidcSettings | undefined
}

const wrong = (name: string, value: string, expected: string) =>
  new Refusal('INVALID', `${name} is "${value}", not ${expected}`, { field: name, expected })

/** An address that secrets may travel to: over TLS, or within this machine. */
const safeUrl = (name: string, value: string): URL => {
  const url = URL.canParse(value) ? new URL(value) : undefined
  const here = url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (!url || (url.protocol !== 'https:' && !here)) throw wrong(name, value, 'an https:// address')
  return url
}

const readUrl = (value: string | undefined): string | undefined => {
  if (!value) return undefined
  const { origin, href } = safeUrl('ERRATA_URL', value)
  if (href !== `${origin}/`) throw wrong('ERRATA_URL', value, 'an origin alone, such as https://errata.example.org')
  return origin
}

const readProxies = (value: string | undefined): string[] => {
  const proxies = (value ?? '').split(',').map(each => each.trim())
  const named = proxies.filter(each => each !== '')
  for (const each of named) {
    const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(each) ?? []
    const family = isIP(address)
    if (family === 0 || Number(bits ?? 0) > (family === 6 ? 128 : 32))
      throw wrong('ERRATA_PROXIES', each, 'an address or a network, such as 10.0.0.0/8')
  }
  return named
}

const readOidc = (env: NodeJS.ProcessEnv): OidcSettings | undefined => {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: client_id, OIDC_CLIENT_SECRET: client_secret, ERRATA_URL } = env
  if (!issuer && !client_id && !client_secret) return undefined
  const needed = { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: client_id, OIDC_CLIENT_SECRET: client_secret, ERRATA_URL }
  const missing = Object.entries(needed).find(([, value]) => !value)?.[0]
  if (missing) throw new Refusal('INVALID', `to sign in by OpenID Connect, set ${missing} too`, { field: missing })
  const { hostname } = safeUrl('OIDC_ISSUER', issuer as string)
  return {
    issuer: issuer as string,
    client_id: client_id as string,
    client_secret: client_secret as string,
    name: env.OIDC_NAME || hostname,
  }
}

/** Reads the settings; refuses what cannot be meant: a typing error never starts a half-configured server. */
export const readConfig = (env: NodeJS.ProcessEnv = process.env): Config => {
  const port = env.PORT ?? '4680'
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    throw new Refusal('INVALID', `PORT is "${port}"`, { field: 'PORT', expected: 'a number from 0 to 65535' })
  }
  return {
    port: Number(port),
    host: env.HOST || '127.0.0.1',
    database_url: env.DATABASE_URL || undefined,
    home: resolve(env.ERRATA_HOME || '.errata'),
    url: readUrl(env.ERRATA_URL),
    proxies: readProxies(env.ERRATA_PROXIES),
    oidc: readOidc(env),
  }
}
