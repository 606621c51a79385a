#!/usr/bin/env node
// The `errata` command. In a checkout it runs the sources; in an installed package the compiled files, because Node
// does not strip types below node_modules.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { launch, prepare, prepareWeb, root } from './launch.js'

const source = join(root, 'src/cli/main.ts')
const args = process.argv.slice(2)
if (existsSync(source)) {
  prepare({ development: false })
  if (args[0] === 'serve' || args.includes('--serve')) prepareWeb()
  launch(source, args)
} else {
  launch(join(root, 'dist/cli/main.js'), args)
}
