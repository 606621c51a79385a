/** A process with the learn role alone, as a test starts and kills it: `learner.ts URL HOME`. */
import { openApp } from '../src/server/app.ts'

const [url = '', home = ''] = process.argv.slice(2)
const app = await openApp({ url, home })
await app.learn()
