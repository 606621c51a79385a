import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Database, Tx } from '../platform/db.ts'
import { Refusal } from '../platform/errors.ts'
import { canonical } from './canonical.ts'
import { signCheckpoint } from './checkpoint.ts'
import { loadOrCreateKey } from './key.ts'
import { EMPTY_FRONTIER, extend, type Frontier, frontierRoot, leafHash } from './merkle.ts'
import { type Signer, verifierOf, verifierText } from './note.ts'
import * as store from './store.ts'

/** A signed head as it is kept outside the database. */
export type KeptHead = { size: number; note: string; at: string }

/** Where checkpoints are kept outside the database, and the key that signs them. */
export type Vault = {
  signer(project_id: string): Signer
  /** Appends a signed head, durably. */
  keep(project_id: string, head: KeptHead): void
  /** All heads kept, oldest first. */
  kept(project_id: string): KeptHead[]
  /** The last head kept; a project that seals every second soon has millions. */
  newest(project_id: string): KeptHead | undefined
}

export const originOf = (project_id: string): string => `errata/${project_id}`

/** Heads in the text of a file of checkpoints. A line that a crash cut short is none: its head is written again. */
const headsIn = (text: string): KeptHead[] =>
  text.split('\n').flatMap(line => {
    try {
      return [JSON.parse(line) as KeptHead]
    } catch {
      return []
    }
  })

/** More than the longest line of a head. */
const TAIL_bytes = 4096

const tailOf = (file: string, bytes: number): string => {
  const descriptor = openSync(file, 'r')
  try {
    const { size } = fstatSync(descriptor)
    const tail = Buffer.alloc(Math.min(size, bytes))
    readSync(descriptor, tail, 0, tail.length, size - tail.length)
    return tail.toString()
  } finally {
    closeSync(descriptor)
  }
}

/** The vault in a folder: `ledger-key.pem`, and `checkpoints/PROJECT.jsonl` with the verifier's key beside it. */
export const openVault = (home: string): Vault => {
  const folder = join(home, 'checkpoints')
  mkdirSync(folder, { recursive: true })
  const private_key = loadOrCreateKey(join(home, 'ledger-key.pem'))
  const signer = (project_id: string) => ({ name: originOf(project_id), private_key })
  const fileOf = (project_id: string) => join(folder, `${project_id}.jsonl`)
  return {
    signer,
    keep(project_id, head) {
      const file = fileOf(project_id)
      const fresh = !existsSync(file)
      if (fresh) {
        writeFileSync(join(folder, `${project_id}.key.txt`), `${verifierText(verifierOf(signer(project_id)))}\n`)
      }
      const closing = fresh || tailOf(file, 1) === '\n' ? '' : '\n'
      const descriptor = openSync(file, 'a')
      appendFileSync(descriptor, `${closing}${JSON.stringify(head)}\n`)
      fsyncSync(descriptor)
      closeSync(descriptor)
    },
    kept(project_id) {
      const file = fileOf(project_id)
      return existsSync(file) ? headsIn(readFileSync(file, 'utf8')) : []
    },
    newest(project_id) {
      const file = fileOf(project_id)
      return existsSync(file) ? headsIn(tailOf(file, TAIL_bytes)).at(-1) : undefined
    },
  }
}

/** The bytes of an entry that the tree covers (version 1): every column, the payload as the text that is stored. */
export const entryLeaf = ({ project_id, id, at, actor, action, because, payload }: store.Entry): Buffer =>
  leafHash(Buffer.from(canonical({ v: 1, project_id, id, at, actor, action, because, payload })))

export const BATCH_entries = 5000

const frontierOf = (head: store.Head | undefined): Frontier => {
  if (!head) return EMPTY_FRONTIER
  const nodes = Array.from({ length: head.frontier.length / 32 }, (_, n) => head.frontier.subarray(n * 32, n * 32 + 32))
  return { size: head.size, nodes }
}

/** A database that is older than its own record (a restored backup, a cut tail) is not sealed on as if nothing was. */
const refuseOlder = (vault: Vault, project_id: string, head: store.Head | undefined) => {
  const newest = vault.newest(project_id)
  if (newest && newest.size > (head?.size ?? 0)) {
    throw new Refusal(
      'CONFLICT',
      `the ledger of ${project_id} is shorter than its checkpoint of ${newest.at}: verify it`,
    )
  }
  return newest
}

const sealBatch = async (tx: Tx, vault: Vault, { project_id, now }: { project_id: string; now: Date }) => {
  if (!(await store.lockSealing(tx, project_id))) return 0
  const head = await store.headOf(tx, project_id)
  const newest = refuseOlder(vault, project_id, head)
  // A crash between commit and file leaves the file one head behind: it gets it now.
  if (head && newest?.size !== head.size) {
    vault.keep(project_id, { size: head.size, note: head.note, at: head.at.toISOString() })
  }
  const entries = await store.takeUnsealed(tx, project_id, BATCH_entries)
  if (entries.length === 0) return 0
  const before = frontierOf(head)
  const leaves = entries.map(entryLeaf)
  const after = extend(before, leaves)
  const checkpoint = { origin: originOf(project_id), size: after.size, root: frontierRoot(after) }
  const note = signCheckpoint(checkpoint, vault.signer(project_id))
  await store.insertSeals(tx, { project_id, from: before.size, ids: entries.map(entry => entry.id), leaves })
  const frontier = Buffer.concat(after.nodes)
  await store.insertCheckpoint(tx, { project_id, size: after.size, frontier, note, at: now })
  tx.afterCommit(() => vault.keep(project_id, { size: after.size, note, at: now.toISOString() }))
  return entries.length
}

/**
 * Gives every waiting entry of a project its place in the tree and signs the new head. Writers never wait for this:
 * they leave their entries in the waiting room and go.
 * @returns how many entries were sealed
 */
export const sealProject = async (
  database: Database,
  vault: Vault,
  { project_id, now }: { project_id: string; now: Date },
): Promise<number> => {
  let sealed = 0
  for (;;) {
    const count = await database.transaction(tx => sealBatch(tx, vault, { project_id, now }))
    sealed += count
    if (count < BATCH_entries) return sealed
  }
}

/** Seals every project that has waiting entries. One project that cannot be sealed does not stop the others. */
export const sealAll = async (database: Database, vault: Vault, now: Date): Promise<unknown[]> => {
  const failures: unknown[] = []
  for (const project_id of await store.unsealedProjects(database)) {
    await sealProject(database, vault, { project_id, now }).catch(error => failures.push(error))
  }
  return failures
}
