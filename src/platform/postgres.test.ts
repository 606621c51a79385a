import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import {
  kill,
  newFolder,
  onlyLinux,
  postmasterOf,
  postmasters,
  processesWith,
  query,
  start,
  startKeeper,
  untilGone,
} from '../../test/keeper.ts'

test('data outlives a stop; the cluster is UTF-8, checksummed and durable where no locale is set', async () => {
  const folder = newFolder()
  const keeper = await startKeeper(folder)
  assert.equal(keeper.owned, true)
  const [settings] = await query(
    keeper.url,
    `select current_setting('server_encoding') as encoding, current_setting('data_checksums') as checksums,
       current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
       current_setting('full_page_writes') as pages, current_setting('unix_socket_directories') as sockets,
       current_setting('listen_addresses') as addresses, datlocprovider as provider, datlocale as locale
     from pg_database where datname = current_database()`,
  )
  assert.deepEqual(settings, {
    encoding: 'UTF8',
    checksums: 'on',
    fsync: 'on',
    commit: 'on',
    pages: 'on',
    sockets: '',
    addresses: '127.0.0.1',
    provider: 'b',
    locale: 'C.UTF-8',
  })
  assert.equal(statSync(join(folder, 'password')).mode & 0o777, 0o600)
  await query(keeper.url, `create table kept as select 'ÄÖ → 漢字' as text, upper('äö') as upper`)
  keeper.child.kill('SIGTERM')
  await once(keeper.child, 'exit')

  const server = await start({ folder })
  assert.equal(server.url, keeper.url, 'the address stays')
  assert.deepEqual(await query(server.url, 'table kept'), [{ text: 'ÄÖ → 漢字', upper: 'ÄÖ' }])
  await server.stop()
  await assert.rejects(query(server.url, 'select 1'), { code: 'ECONNREFUSED' })
})

test('a keeper killed with -9 takes its server along, and what was acknowledged is there', onlyLinux, async () => {
  const folder = newFolder()
  const keeper = await startKeeper(folder, { writes: true })
  let acknowledged = 0
  while (acknowledged < 200) acknowledged = Number((await keeper.lines.next()).value)
  await kill(keeper.child)
  // The lifeline included.
  await untilGone(folder)
  const server = await start({ folder })
  const [{ written }] = (await query<{ written: number }>(server.url, 'select max(n) as written from written')) as [
    { written: number },
  ]
  assert.ok(written >= acknowledged, `${written} rows of ${acknowledged} acknowledged`)
})

test('a start waits, and says so, while a killed server is not all gone', onlyLinux, async () => {
  const folder = newFolder()
  const keeper = await startKeeper(folder)
  const client = new pg.Client({ connectionString: keeper.url })
  client.on('error', () => {})
  await client.connect()
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const backend = rows[0]!.pid
  // A backend that does not run can't notice that its server is dead, and holds on to the shared memory.
  process.kill(backend, 'SIGSTOP')
  const postmaster = postmasterOf(folder)
  await kill(keeper.child)
  process.kill(postmaster, 'SIGKILL')
  const messages: string[] = []
  const on_message = (message: string) => {
    messages.push(message)
    process.kill(backend, 'SIGCONT')
  }
  const server = await start({ folder, on_message })
  assert.match(messages[0]!, /not all gone/)
  assert.equal(server.owned, true)
  await server.stop()
})

test('a second process joins the server, leaves it alone, and brings it back when the first one dies', async () => {
  const folder = newFolder()
  const keeper = await startKeeper(folder)
  const visit = await start({ folder })
  assert.deepEqual([visit.owned, visit.url], [false, keeper.url])
  await visit.stop()
  assert.deepEqual(await query(keeper.url, 'select 1 as one'), [{ one: 1 }])

  const messages: string[] = []
  const second = await start({ folder, on_message: message => messages.push(message) })
  await kill(keeper.child)
  while (!second.owned) await setTimeout(10)
  assert.match(messages[0]!, /Starting it again/)
  assert.deepEqual(await query(second.url, 'select 1 as one'), [{ one: 1 }])
})

test('a server that lost its keeper and its lifeline gets a new keeper', onlyLinux, async () => {
  const folder = newFolder()
  const keeper = await startKeeper(folder)
  const pid = postmasterOf(folder)
  const lifelines = processesWith(folder).filter(other => other !== pid && other !== keeper.child.pid)
  assert.equal(lifelines.length, 1)
  process.kill(lifelines[0]!, 'SIGKILL')
  await kill(keeper.child)
  const server = await start({ folder })
  assert.deepEqual([server.owned, postmasterOf(folder)], [true, pid])
  await server.stop()
  // It has said goodbye; as an orphan it is gone when the system has collected it.
  while (postmasters(folder).length > 0) await setTimeout(10)
})

test('a server that dies by itself comes back at the same address', onlyLinux, async () => {
  const folder = newFolder()
  const server = await start({ folder })
  const pid = postmasterOf(folder)
  process.kill(pid, 'SIGKILL')
  const answer = async (): Promise<unknown> => {
    try {
      return await query(server.url, 'select 1 as one')
    } catch {
      await setTimeout(20)
      return answer()
    }
  }
  assert.deepEqual(await answer(), [{ one: 1 }])
  assert.notEqual(postmasterOf(folder), pid)
})

test('two first starts at once make one cluster', async () => {
  const folder = newFolder()
  const started = await Promise.all([startKeeper(folder), startKeeper(folder)])
  assert.deepEqual(started.map(({ owned }) => owned).sort(), [false, true])
  assert.equal(started[0].url, started[1].url)
  assert.deepEqual(
    readdirSync(folder).filter(name => name.startsWith('new-')),
    [],
  )
})

describe('what is in the way', () => {
  test('a lock file whose process id belongs to someone else by now', async () => {
    const folder = newFolder()
    const first = await start({ folder })
    const lock_file = join(folder, 'data/postmaster.pid')
    const [, ...rest] = readFileSync(lock_file, 'utf8').split('\n')
    await first.stop()
    writeFileSync(lock_file, [process.pid, ...rest].join('\n'))
    const second = await start({ folder })
    assert.equal(second.owned, true)
  })

  test('another program on the port', async () => {
    const folder = newFolder()
    const first = await start({ folder })
    await first.stop()
    const other = createServer().listen(Number(new URL(first.url).port), '127.0.0.1')
    await once(other, 'listening')
    const second = await start({ folder })
    assert.notEqual(second.url, first.url)
    assert.deepEqual(await query(second.url, 'select 1 as one'), [{ one: 1 }])
    other.close()
  })
})
