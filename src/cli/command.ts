import { type Config, readConfig } from '../platform/config.ts'
import { type App, openApp } from '../server/app.ts'
import { openHome } from '../server/home.ts'
import { type Operator, operatorOf } from '../server/operator.ts'

/** Says something to the person at the terminal; standard output is the command's result alone. */
export const tell = (message: string) => process.stderr.write(`${message}\n`)

/** Opens the installation for one command, and lets it go again. */
export const withApp = async <T>(
  run: (opened: { app: App; operator: Operator; config: Config }) => Promise<T>,
): Promise<T> => {
  const config = readConfig()
  const home = await openHome(config, tell)
  const app = await openApp({ url: home.url, home: config.home })
  try {
    return await run({ app, operator: operatorOf(app), config })
  } finally {
    await app.close()
    await home.stop()
  }
}
