import type { Database } from '../platform/db.ts'
import { openCheckpoint } from './checkpoint.ts'
import type { Verdict } from './contract.ts'
import type { Cover } from './cover.ts'
import { EMPTY_FRONTIER, extend, type Frontier, frontierRoot, leafHash } from './merkle.ts'
import { type Verifier, verifierOf } from './note.ts'
import { entryLeaf, originOf, type Vault } from './seal.ts'
import * as store from './store.ts'

type Divergence = NonNullable<Verdict['divergence']>

/** Told now and then how far it is: a verification that takes minutes is watched. */
export type Tell = (table: string, checked: number) => void

const TELL_every = 10_000

type Head = { note: string; from: 'file' | 'database' | 'elsewhere' }
type Expected = { seq: number; count: number; root: string }
/** What entries say of the rows they cover: by table and proof. */
type Claims = Map<string, Expected>

const keyOf = (table: string, proof: string) => `${table} ${proof}`

const divergence = (what: string, at: Partial<Divergence> = {}): Divergence => ({
  seq: null,
  entry_id: null,
  table: null,
  ...at,
  what,
})

/** Signed heads from outside and inside, the smallest first; a head that nobody signed is a divergence itself. */
const openHeads = (heads: Head[], project_id: string, verifier: Verifier) => {
  const opened: { size: number; root: Buffer; from: string }[] = []
  for (const { note, from } of heads) {
    try {
      opened.push({ ...openCheckpoint(note, originOf(project_id), [verifier]), from })
    } catch (error) {
      const size = /\n(\d+)\n/.exec(note)?.[1] ?? 'unknown'
      return { opened, bad: divergence(`a checkpoint (${from}) of size ${size}: ${(error as Error).message}`) }
    }
  }
  return { opened: opened.sort((one, other) => one.size - other.size), bad: undefined }
}

type Leaf = { seq: number; leaf: Buffer; entry_id: string } & {
  [K in keyof Omit<store.Entry, 'at'>]: store.Entry[K] | null
} & { at: Date | null }

const checkLeaf = (row: Leaf, seq: number): Divergence | undefined => {
  const at = { seq, entry_id: row.entry_id }
  if (row.seq !== seq) return divergence(`a record is missing: number ${seq}`, { seq })
  if (row.id === null) return divergence('the entry is gone', at)
  const entry = { ...row, at: (row.at as Date).toISOString() } as store.Entry & Leaf
  return entryLeaf(entry as store.Entry).equals(row.leaf) ? undefined : divergence('the entry was changed', at)
}

const claim = (row: Leaf, claims: Claims) => {
  const { rows } = JSON.parse(row.payload as string) as { rows?: Record<string, { count: number; root: string }> }
  for (const [table, covered] of Object.entries(rows ?? {})) {
    claims.set(keyOf(table, row.entry_id), { seq: row.seq, ...covered })
  }
}

/** Walks the tree: every stored entry is hashed again, every head on the way is compared with the tree it signs. */
const walkTree = async (
  database: Database,
  project_id: string,
  { heads, tell }: { heads: { size: number; root: Buffer; from: string }[]; tell: Tell },
) => {
  const claims: Claims = new Map()
  let frontier: Frontier = EMPTY_FRONTIER
  let pending: Buffer[] = []
  let next = 0
  let seq = 0
  let signed = 0
  const result = (bad?: Divergence) => ({ claims, size: seq, checked: next, bad })
  for await (const row of database.scan<Leaf>(store.sealedEntries(project_id))) {
    const bad = checkLeaf(row, seq)
    if (bad) return result(bad)
    claim(row, claims)
    pending.push(row.leaf)
    seq += 1
    if (seq % TELL_every === 0) tell('entry', seq)
    for (; heads[next]?.size === seq; next += 1) {
      frontier = extend(frontier, pending)
      pending = []
      const head = heads[next] as (typeof heads)[number]
      if (!frontierRoot(frontier).equals(head.root)) {
        const what = `records ${signed} to ${seq - 1} are not those that a checkpoint (${head.from}) signed`
        return result(divergence(what, { seq: signed }))
      }
    }
    if (pending.length === 0) signed = seq
  }
  const beyond = heads[next]
  if (beyond) {
    const what = `records are missing from number ${seq} on: a checkpoint (${beyond.from}) signed ${beyond.size}`
    return result(divergence(what, { seq }))
  }
  return result()
}

const asText = (row: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (value instanceof Date) return [name, value.toISOString()]
      return [name, Buffer.isBuffer(value) ? value.toString('base64') : value]
    }),
  )

type Group = { proof: string; leaves: Buffer[] }

const settle = (table: string, group: Group, expected: Expected | undefined): Divergence | undefined => {
  if (!expected) return divergence('rows that no entry covers', { table, entry_id: group.proof })
  const at = { seq: expected.seq, entry_id: group.proof, table }
  if (expected.count !== group.leaves.length) {
    return divergence(`${group.leaves.length} rows where the entry covers ${expected.count}`, at)
  }
  const root = frontierRoot(extend(EMPTY_FRONTIER, group.leaves)).toString('base64')
  return root === expected.root ? undefined : divergence('a row was changed', at)
}

type Scope = { project_id: string; claims: Claims; size: number; tell: Tell }

/** Holds the rows of a table against what their entries say; rows of entries that came after the walk are left out. */
const walkRows = async (database: Database, cover: Cover, { project_id, claims, size, tell }: Scope) => {
  const found: Divergence[] = []
  let rows = 0
  let group: Group | undefined
  const close = async () => {
    if (!group) return
    const key = keyOf(cover.table, group.proof)
    const expected = claims.get(key)
    claims.delete(key)
    if (!expected && (await store.isYounger(database, { project_id, entry_id: group.proof, size }))) return
    const bad = settle(cover.table, group, expected)
    if (bad) found.push(bad)
  }
  for await (const row of database.scan<{ proof: string }>(cover.select(project_id))) {
    if (row.proof !== group?.proof) {
      await close()
      group = { proof: row.proof, leaves: [] }
    }
    group.leaves.push(leafHash(Buffer.from(cover.line(asText(row)))))
    rows += 1
    if (rows % TELL_every === 0) tell(cover.table, rows)
  }
  await close()
  tell(cover.table, rows)
  return { rows, found }
}

const first = (found: Divergence[]) => found.sort((one, other) => (one.seq ?? 0) - (other.seq ?? 0))[0]

type Verified = { project_id: string; covers: Cover[]; also?: string[]; tell?: Tell }

/**
 * Verifies a project's ledger: every entry is hashed again from what is stored and compared with its leaf; the tree is
 * built again and compared with every checkpoint kept outside the database and inside it; signatures are checked; and
 * every covered row of the product is hashed again and compared with its entry.
 * @param scope.also checkpoints from elsewhere, such as one an auditor kept
 * @param scope.tell hears how far it is; what it throws ends the verification
 * @returns what was checked, and the first record that does not fit
 */
export const verifyProject = async (
  database: Database,
  vault: Vault,
  { project_id, covers, also = [], tell = () => undefined }: Verified,
): Promise<Verdict> => {
  const unsealed = await store.countUnsealed(database, project_id)
  const heads: Head[] = [
    ...vault.kept(project_id).map(({ note }) => ({ note, from: 'file' as const })),
    ...also.map(note => ({ note, from: 'elsewhere' as const })),
    ...(await store.checkpointsOf(database, project_id)).map(({ note }) => ({ note, from: 'database' as const })),
  ]
  const { opened, bad: unsigned } = openHeads(heads, project_id, verifierOf(vault.signer(project_id)))
  const tree = await walkTree(database, project_id, { heads: opened, tell })
  tell('entry', tree.size)
  const verdict = (rows: number, bad: Divergence | undefined): Verdict => ({
    project_id,
    ok: bad === undefined,
    entries: tree.size,
    rows,
    checkpoints: tree.checked,
    unsealed,
    divergence: bad ?? null,
  })
  if (unsigned ?? tree.bad) return verdict(0, unsigned ?? tree.bad)
  const leaf = await store.strayLeaf(database, project_id)
  if (leaf) return verdict(0, divergence('a record that no checkpoint signed', leaf))
  const stray = await store.strayEntry(database, project_id)
  if (stray)
    return verdict(0, divergence('an entry that is not sealed and does not wait for it', { entry_id: stray.id }))
  const found: Divergence[] = []
  let rows = 0
  for (const cover of covers) {
    const walked = await walkRows(database, cover, { project_id, claims: tree.claims, size: tree.size, tell })
    found.push(...walked.found)
    rows += walked.rows
  }
  for (const [key, { seq, count }] of tree.claims) {
    const [table, entry_id] = key.split(' ') as [string, string]
    found.push(divergence(`${count} rows are gone`, { seq, entry_id, table }))
  }
  return verdict(rows, first(found))
}
