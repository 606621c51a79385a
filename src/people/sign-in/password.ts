import { hash, verify } from '@node-rs/argon2'
import { Refusal } from '../../platform/errors.ts'

/** Argon2id with the parameters of the OWASP password storage cheat sheet; memory in KiB. */
export const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 }

/** A hash of nothing anybody knows, to compare with where there is none: who is unknown costs the same work. */
export const NOBODYS_HASH = [
  `$argon2id$v=19$m=${PARAMETERS.memoryCost},t=${PARAMETERS.timeCost},p=${PARAMETERS.parallelism}`,
  Buffer.alloc(16, 1).toString('base64').replaceAll('=', ''),
  Buffer.alloc(PARAMETERS.outputLen, 1).toString('base64').replaceAll('=', ''),
].join('$')

/** Each takes 19 MiB and one of the four threads that files and name look-ups need too. */
const AT_ONCE_max = 2
const WAITING_max = 100
let working = 0
const waiting: (() => void)[] = []

const inTurn = async <T>(act: () => Promise<T>): Promise<T> => {
  if (working < AT_ONCE_max) working += 1
  else if (waiting.length < WAITING_max) await new Promise<void>(resolve => waiting.push(resolve))
  else throw new Refusal('UNAVAILABLE', 'too many people sign in just now', { retry_after_seconds: 2 })
  try {
    return await act()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else working -= 1
  }
}

/** The same text in one form, however a keyboard composes it (NIST SP 800-63B, 5.1.1.2). */
const normal = (password: string): string => password.normalize('NFKC')

/** The hash under which a password is kept, with salt and parameters (PHC text). */
export const hashOf = (password: string): Promise<string> => inTurn(() => hash(normal(password), PARAMETERS))

/** Whether a password is the one of a hash; against no hash it is not, after the same work. */
export const passwordMatches = async (password: string, known: string | undefined): Promise<boolean> => {
  const right = await inTurn(() => verify(known ?? NOBODYS_HASH, normal(password)))
  return right && known !== undefined
}
