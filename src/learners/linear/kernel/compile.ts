import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const source = join(import.meta.dirname, 'linear.as.ts')
const options = ['-O3', '--runtime', 'stub', '--importMemory', '--noAssert', '--enable', 'simd']

/** Compiles the kernel with the installed AssemblyScript: `node src/learners/linear/kernel/compile.ts` renews it. */
export const compile = (out: string): void => {
  const compiler = fileURLToPath(import.meta.resolve('assemblyscript/bin/asc.js'))
  execFileSync(process.execPath, [compiler, source, '--outFile', out, ...options], { stdio: 'inherit' })
}

if (import.meta.main) compile(join(import.meta.dirname, 'linear.wasm'))
