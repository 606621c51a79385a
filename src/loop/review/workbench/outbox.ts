/**
 * The outbox: every decision is on this machine's disk before the next item is painted, and leaves it only when the
 * server has it. It outlives a closed tab, a lost network and an ended session; several tabs share it, one sends.
 */
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { toldOf } from '../../../ui/call.ts'
import { now } from '../../../ui/clock.ts'
import { deliver, type Parcel, passes, type Receipt } from './parcel.ts'
import { openShelf, type Shelf } from './shelf.ts'

type OnReceipt = (receipt: Receipt, parcel: Parcel) => void
export type OutboxState = 'idle' | 'offline' | 'signed-out'
export type Snapshot = { waiting: Parcel[]; refused: Parcel[]; state: OutboxState }

const RETRY_min_ms = 1000
const RETRY_max_ms = 30_000

/** Sends what is due, one after the other. `tell` hears of every change, `onReceipt` of what was delivered. */
const openSender = (shelf: Shelf, { tell, onReceipt }: { tell: () => void; onReceipt: OnReceipt }) => {
  const at = { state: 'idle' as OutboxState, sending: undefined as string | undefined, pause_ms: RETRY_min_ms }
  const send = async (parcel: Parcel): Promise<boolean> => {
    at.sending = parcel.key
    try {
      const receipt = await deliver(parcel, shelf.judgementOf)
      shelf.keepReceipt(receipt)
      shelf.remove(parcel.key)
      // What waits for the same item goes under the claim that taking back gave.
      const { fence, task_id } = receipt
      if (fence) for (const each of shelf.all()) if (each.task_id === task_id) shelf.put({ ...each, fence })
      onReceipt(receipt, parcel)
    } catch (error) {
      const passing = passes(error)
      if (passing) {
        at.state = passing
        return false
      }
      shelf.put({ ...parcel, refused: toldOf(error) })
    } finally {
      at.sending = undefined
    }
    at.state = 'idle'
    at.pause_ms = RETRY_min_ms
    return true
  }
  /** @returns after how many ms to come again, or undefined where nothing waits */
  const sendAll = async (): Promise<number | undefined> => {
    for (;;) {
      const open = shelf.all().filter(each => !each.refused)
      const next = open.find(({ not_before = 0 }) => not_before <= now())
      if (!next) {
        return open.length > 0 ? Math.min(...open.map(({ not_before = 0 }) => not_before)) - now() : undefined
      }
      const sent = await send(next)
      tell()
      if (!sent) {
        at.pause_ms = Math.min(2 * at.pause_ms, RETRY_max_ms)
        return at.pause_ms
      }
    }
  }
  return { at, sendAll }
}

type Sender = ReturnType<typeof openSender>
export type Outbox = ReturnType<typeof openOutbox>

/** What a reviewer may do with parcels that are still here. */
const operationsOf = (
  shelf: Shelf,
  { sender, tell, flush }: { sender: Sender; tell: () => void; flush: () => void },
) => {
  const post = (parcel: Parcel) => {
    shelf.put(parcel)
    tell()
    flush()
  }
  return {
    post,
    /** Takes back a parcel that is still here; false where it is on its way or gone. */
    recall(key: string): boolean {
      const taken = sender.at.sending !== key && shelf.remove(key)
      if (taken) tell()
      return taken
    },
    /** Forgets a refused parcel. */
    drop: (key: string) => shelf.remove(key) && tell(),
    /** Tries a refused parcel again, as a new one: under its old key the server would give the old refusal. */
    retry(key: string) {
      const { refused: _, ...parcel } = shelf.find(key) ?? {}
      shelf.remove(key)
      if ('key' in parcel) post({ ...(parcel as Parcel), key: crypto.randomUUID() })
    },
  }
}

/** Sends under a lock that all tabs share, and comes again as long as something waits. */
const flusher = (lock: string, sender: Sender, end: AbortSignal) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  end.addEventListener('abort', () => clearTimeout(timer))
  const flush = () => {
    clearTimeout(timer)
    const send = async () => {
      const again_ms = await sender.sendAll()
      if (again_ms !== undefined && !end.aborted) timer = setTimeout(flush, Math.max(again_ms, 0))
    }
    // A tab that is closed while it waits for the lock is no error.
    navigator.locks.request(lock, { signal: end }, send).catch(() => {})
  }
  return flush
}

/** Opens the outbox of a person in a project. `onReceipt` is told what became of each parcel, whichever tab sent it. */
export const openOutbox = (name: string, onReceipt: OnReceipt) => {
  const lock = `errata.outbox/${name}`
  const shelf = openShelf(name)
  const channel = new BroadcastChannel(lock)
  const watchers = new Set<() => void>()
  const end = new AbortController()
  let latest: Snapshot | undefined
  const tell = () => {
    latest = undefined
    for (const watcher of watchers) watcher()
  }
  const delivered: OnReceipt = (receipt, parcel) => {
    onReceipt(receipt, parcel)
    channel.postMessage({ receipt, parcel })
  }
  const sender = openSender(shelf, { tell, onReceipt: delivered })
  const flush = flusher(lock, sender, end.signal)
  channel.onmessage = ({ data }) => {
    onReceipt(data.receipt, data.parcel)
    tell()
  }
  for (const event of ['online', 'focus']) addEventListener(event, flush, end)
  addEventListener('storage', tell, end)
  flush()
  return {
    ...operationsOf(shelf, { sender, tell, flush }),
    flush,
    watch(watcher: () => void) {
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },
    snapshot(): Snapshot {
      const all = latest ? [] : shelf.all()
      const [waiting, refused] = [all.filter(each => !each.refused), all.filter(each => each.refused)]
      latest ??= { waiting, refused, state: sender.at.state }
      return latest
    },
    close() {
      end.abort()
      channel.close()
    },
  }
}

/** The outbox of whoever is signed in, and how it stands. */
export const useOutbox = (name: string, onReceipt: OnReceipt) => {
  const handler = useRef(onReceipt)
  handler.current = onReceipt
  const outbox = useMemo(() => openOutbox(name, (receipt, parcel) => handler.current(receipt, parcel)), [name])
  useEffect(() => () => outbox.close(), [outbox])
  return { outbox, ...useSyncExternalStore(outbox.watch, outbox.snapshot) }
}
