import { resolve } from 'node:path'
import { Refusal } from './errors.ts'

/** Every setting there is. This file is the only reader of the environment. */
export type Config = {
  /** Port of the HTTP server (`PORT`, default 4680). */
  port: number
  /** Address the HTTP server listens on (`HOST`, default 127.0.0.1: this machine alone). */
  host: string
  /** A PostgreSQL server to use instead of the embedded one (`DATABASE_URL`). */
  database_url: string | undefined
  /** The data folder: embedded database, signing key, checkpoints (`ERRATA_HOME`, default ./.errata). */
  home: string
}

/** Reads the settings; refuses a port that is no port, so that a typing error never starts a half-configured server. */
export const readConfig = (env: NodeJS.ProcessEnv = process.env): Config => {
  const port = env.PORT ?? '4680'
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    throw new Refusal('INVALID', `PORT is "${port}"`, { field: 'PORT', expected: 'a number from 0 to 65535' })
  }
  return {
    port: Number(port),
    host: env.HOST || '127.0.0.1',
    database_url: env.DATABASE_URL || undefined,
    home: resolve(env.ERRATA_HOME || '.errata'),
  }
}
