/** What a password may not be, and how a caller's address and browser are told. */

/** The most usual passwords that are long enough, without what is put between their letters and figures. */
const USUAL = new Set([
  ...['password', 'passwort', 'passw0rd', 'qwertyuiop', 'qwerty', 'welcome', 'administrator', 'admin', 'letmein'],
  ...['iloveyou', 'changeme', 'changethis', 'correcthorsebatterystaple', 'qwertyuiopasdfghjkl', 'abcdefghijkl'],
  ...['1q2w3e4r5t6y', '1qaz2wsx3edc', 'qazwsxedcrfv', 'q1w2e3r4t5y6', 'zaq12wsxcde3', 'secret', 'errata', 'test'],
])
const LEFT_min = 8
const DIFFERENT_min = 5

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

const ROWS_OF_FIGURES = ['0123456789'.repeat(100), '9876543210'.repeat(100)]

/** One of the usual ones, once or again and again, with figures before or after it; or figures in their order. */
const isUsual = (text: string): boolean => {
  if (text !== '' && ROWS_OF_FIGURES.some(row => row.includes(text))) return true
  const word = text.replace(/^\d+|\d+$/g, '')
  const once = /^(.+?)\1*$/.exec(word)?.[1] ?? ''
  return [text, word, once].some(each => USUAL.has(each))
}

/**
 * Why a password is too easily guessed, or undefined. No rules on which characters it is made of (NIST SP 800-63B): a
 * long one that is neither usual nor made of what everybody knows of its owner is good.
 */
export const weaknessOf = (
  password: string,
  { name, email }: { name: string; email: string | null },
): string | undefined => {
  const text = bare(password)
  const own = [...name.split(/\s+/), ...(email?.split(/[@.+_-]/) ?? []), email ?? '', name].map(bare)
  const known = own.filter(word => word.length >= 3).sort((one, other) => other.length - one.length)
  const left = known.reduce((rest, word) => rest.replaceAll(word, ''), text)
  if (left !== text && left.length < LEFT_min) return 'more than your own name and address'
  if (new Set(password).size < DIFFERENT_min) return `at least ${DIFFERENT_min} different characters`
  return isUsual(text) ? 'none of the passwords that everybody tries first' : undefined
}

/** The network that an address stands for: a subscriber with IPv6 has a /64 of them at least. */
export const networkOf = (address: string): string => {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)
  if (mapped) return mapped[1] as string
  if (!address.includes(':')) return address
  const [head, tail] = (address.split('%')[0] as string).split('::')
  const groups = (part: string | undefined) => (part ? part.split(':') : [])
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups(head).length - groups(tail).length)
  const all = [...groups(head), ...Array<string>(zeros).fill('0'), ...groups(tail)]
  const first = all.slice(0, 4).map(group => Number.parseInt(group, 16).toString(16))
  return `${first.join(':')}::/64`
}

/** Tokens in the order in which they tell: every browser also names those that came before it. */
const BROWSERS = { Edg: 'Edge', OPR: 'Opera', Firefox: 'Firefox', FxiOS: 'Firefox', CriOS: 'Chrome', Chrome: 'Chrome' }
const SYSTEMS = { Android: 'Android', 'iPhone|iPad': 'iOS', Windows: 'Windows', CrOS: 'ChromeOS', 'Mac OS X': 'macOS' }

const firstOf = (names: Record<string, string>, text: string, after: string): string | undefined =>
  Object.entries(names).find(([token]) => new RegExp(`(?:${token})${after}`).test(text))?.[1]

/** A User-Agent in a few words, such as `Firefox on Linux`. */
export const agentOf = (header: string): string => {
  const browser = firstOf({ ...BROWSERS, Safari: 'Safari' }, header, '/')
  const system = firstOf({ ...SYSTEMS, Linux: 'Linux' }, header, '')
  if (browser) return system ? `${browser} on ${system}` : browser
  return header.split(/[\s/]/)[0]?.slice(0, 40) || 'unknown'
}
