import type { KeyObject } from 'node:crypto'
import { createPrivateKey, generateKeyPairSync, randomUUID } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'

/**
 * The Ed25519 key that signs checkpoints: a PKCS#8 PEM file that only its owner may read, made where there is none.
 * Processes that start at once agree on one key.
 */
export const loadOrCreateKey = (path: string): KeyObject => {
  if (!existsSync(path)) createKey(path)
  const key = createPrivateKey(readFileSync(path))
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${path} holds no Ed25519 key`)
  return key
}

/** Writes a new key aside and links it to its name: the link is atomic and, unlike a rename, never replaces a key. */
const createKey = (path: string): void => {
  const folder = dirname(path)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomUUID()}`
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
  try {
    writeFileSync(draft, pem, { flag: 'wx', mode: 0o600, flush: true })
    linkSync(draft, path)
    syncFolder(folder)
  } catch (error) {
    // Another process was first: its key is ours too.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** A file's name is durable only once its folder is: a key lost in a crash could not be told from a replaced one. */
const syncFolder = (folder: string): void => {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
