/** A browser as far as signing in needs one: it keeps cookies, and says where a request comes from. */
import type { Answer, Send, Team } from './team.ts'

export type Browser = { cookies: Map<string, string>; send: Send }

const header = (cookies: Map<string, string>): Record<string, string> =>
  cookies.size > 0 ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : {}

const keep = (cookies: Map<string, string>, { headers }: Answer) => {
  for (const text of [headers['set-cookie'] ?? []].flat().map(String)) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? []
    if (text.includes('Max-Age=0;')) cookies.delete(name)
    else cookies.set(name, value)
  }
}

/** A browser on a page of ours, with no cookie yet, or with those of another one. */
export const openBrowser = (team: Team, cookies = new Map<string, string>()): Browser => ({
  cookies,
  async send(method, path, body, headers) {
    const own = {
      ...header(cookies),
      'sec-fetch-site': 'same-origin',
      'user-agent': 'Mozilla/5.0 (X11; Linux) Firefox/150.0',
    }
    const answer = await team.as(undefined)(method, path, body, { ...own, ...headers })
    keep(cookies, answer)
    return answer
  },
})
