import type { Database, Tx } from '../../platform/db.ts'
import { Refusal } from '../../platform/errors.ts'
import { sha256 } from '../secret.ts'
import { networkOf } from './rules.ts'
import * as store from './store.ts'

/** Passwords may be tried so often in a window, for one account and from one network, before it says: wait. */
const WINDOW_seconds = 15 * 60
export const ATTEMPTS_max = { account: 10, network: 50 }

/** What an attempt is counted under: hashes, since what strangers type as their address is nothing to keep. */
export type Attempt = { account: Buffer; network: Buffer }

/**
 * Counts an attempt before its password is looked at, so that a thousand at once are no more than a thousand in turn.
 * Unknown accounts are counted as known ones are.
 * @throws Refusal TOO_MANY with the seconds to wait, after too many that were not proven right
 */
export const countAttempt = async (
  database: Database,
  { email, address }: { email: string; address: string },
  now: Date,
): Promise<Attempt> => {
  const attempt = { account: sha256(`account ${email}`), network: sha256(`network ${networkOf(address)}`) }
  const until = new Date(now.getTime() + WINDOW_seconds * 1000)
  // The account first, always: two attempts that share both never wait for each other crosswise.
  const keys = [attempt.account, attempt.network]
  const counts = await database.transaction(tx => store.countAttempt(tx, { keys, now, until }))
  const over = counts.filter(({ key, failures }) => {
    return failures > (key.equals(attempt.account) ? ATTEMPTS_max.account : ATTEMPTS_max.network)
  })
  if (over.length === 0) return attempt
  const wait_ms = Math.max(...over.map(each => each.until.getTime())) - now.getTime()
  const retry_after_seconds = Math.max(1, Math.ceil(wait_ms / 1000))
  throw new Refusal('TOO_MANY', 'too many wrong passwords: wait, or sign in by a link', { retry_after_seconds })
}

/** The attempt was right: the account's count ends, and its network did nothing wrong. */
export const forgiveAttempt = async (tx: Tx, { account, network }: Attempt): Promise<void> => {
  await store.forgetAttempts(tx, account)
  await store.takeBackAttempt(tx, network)
}
