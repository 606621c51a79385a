import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * A token reads `errata_<project>_<id>_<secret>_<check>`. The prefix lets secret scanners find a leaked one, the check
 * (of everything before it) tells a mistyped one without a look-up, and the secret has 256 bits, so that a plain
 * SHA-256 keeps it (OWASP ASVS 6.5.2). Public pattern: TOKEN_PATTERN.
 */
export const TOKEN_PATTERN = /^errata_([a-z][a-z0-9-]{0,62})_([0-9a-f]{16})_([0-9a-f]{64})_([0-9a-f]{8})$/

export const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()

const checkOf = (text: string) => sha256(text).toString('hex').slice(0, 8)

/** A fresh token; its text is shown once, its hash is kept. */
export const makeToken = (project_id: string): { id: string; text: string; hash: Buffer } => {
  const id = randomBytes(8).toString('hex')
  const secret = randomBytes(32).toString('hex')
  const head = `errata_${project_id}_${id}_${secret}`
  return { id, text: `${head}_${checkOf(head)}`, hash: sha256(secret) }
}

/** The parts of a token, or undefined for anything that is none: wrong length, alphabet or check. */
export const readToken = (text: string): { project_id: string; id: string; secret: string } | undefined => {
  const match = TOKEN_PATTERN.exec(text)
  if (!match) return undefined
  const [, project_id, id, secret, check] = match as unknown as [string, string, string, string, string]
  return checkOf(`errata_${project_id}_${id}_${secret}`) === check ? { project_id, id, secret } : undefined
}

/** Compares digests, which have one length: comparing secrets would throw on another length, or tell it by time. */
export const secretMatches = (secret: string, hash: Buffer): boolean => timingSafeEqual(sha256(secret), hash)

/** An opaque 256-bit value for sessions and one-time links. */
export const makeSecret = (): string => randomBytes(32).toString('base64url')
