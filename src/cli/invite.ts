import { parseArgs } from 'node:util'
import { emailText } from '../people/contract.ts'
import { inviteByEmail } from '../people/index.ts'
import { check } from '../platform/http.ts'
import { withApp } from './command.ts'

const HELP = `errata invite --email ADDRESS [--name NAME] [--administrator]

Makes a sign-in link that works once, for a day; whoever is not known yet becomes a person first. It is also the way for
somebody who forgot their password: after signing in by a link they may set a new one. The first --administrator takes
the place of the nameless one that a fresh installation begins with.
`

/** `errata invite` */
export const run = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({
    args,
    options: {
      email: { type: 'string', default: '' },
      name: { type: 'string' },
      administrator: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  const email = check(emailText, values.email)
  const asked = { email, name: values.name ?? (email.split('@')[0] as string), administrator: values.administrator }
  await withApp(async ({ app, config }) => {
    const { code } = await app.act({ actor: 'system:operator' }, ctx => inviteByEmail(ctx, asked))
    process.stdout.write(`${config.url ?? `http://${config.host}:${config.port}`}/sign-in#${code}\n`)
  })
  return 0
}
