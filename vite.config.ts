import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

type Endpoint = { name: string; method: string; path: string; takes?: string; gives?: string }

const isEndpoint = (value: unknown): value is Endpoint =>
  typeof value === 'object' && value !== null && 'path' in value && 'may' in value

const isPlain = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.every(isPlain)
    : typeof value === 'object' && value !== null
      ? Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isPlain)
      : ['string', 'number', 'boolean'].includes(typeof value) || value === null

/**
 * In the browser a contract is what a caller needs of it: name, method and path of each endpoint, and plain constants.
 * Its schemas stay on the server, which checks every input anyway: 60 KB less to load before the first item.
 */
const contractsWithoutSchemas = (): Plugin => ({
  name: 'contracts-without-schemas',
  enforce: 'pre',
  async load(id) {
    if (!/\/src\/.*\/contract\.ts$/.test(id)) return null
    const contract: Record<string, unknown> = await import(pathToFileURL(id).href)
    return Object.entries(contract)
      .map(([name, value]) => {
        if (isEndpoint(value)) {
          const { method, path, takes, gives } = value
          return `export const ${name} = ${JSON.stringify({ name: value.name, method, path, takes, gives })}`
        }
        return isPlain(value) ? `export const ${name} = ${JSON.stringify(value)}` : ''
      })
      .join('\n')
  },
})

export default defineConfig({
  root: join(import.meta.dirname, 'src/web'),
  plugins: [contractsWithoutSchemas(), react()],
  // The content security policy allows no data: URLs, hence no inlined files.
  build: { outDir: join(import.meta.dirname, 'dist/web'), emptyOutDir: true, assetsInlineLimit: 0, target: 'es2023' },
})
