#!/usr/bin/env node
// Runs a TypeScript file of this checkout: `node bin/run.js FILE.ts [arguments]`.
import { resolve } from 'node:path'
import { launch, prepare } from './launch.js'

const [file, ...args] = process.argv.slice(2)
if (file === undefined) {
  console.error('usage: node bin/run.js FILE.ts [arguments]')
  process.exitCode = 2
} else {
  prepare()
  launch(resolve(file), args)
}
