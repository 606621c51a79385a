/** Parcels on this machine's disk. What is written here is there after a crash; every tab of a person sees the same. */
import type { Parcel, Receipt } from './parcel.ts'

const keysWith = (prefix: string): string[] =>
  Object.keys(localStorage)
    .filter(key => key.startsWith(prefix))
    .sort()

const SERIAL_digits = 12
const RECEIPTS_max = 200

export type Shelf = ReturnType<typeof openShelf>

/** The parcels of a person in a project, in the order in which they were put there, and what became of the others. */
export const openShelf = (name: string) => {
  const prefix = `errata.outbox/${name}/`
  const place = (key: string) => keysWith(prefix).find(each => each.endsWith(`/${key}`))
  const receipts = `errata.receipts/${name}`
  const known = () => JSON.parse(localStorage.getItem(receipts) ?? '{}') as Record<string, string>
  return {
    all: (): Parcel[] => keysWith(prefix).map(key => JSON.parse(localStorage.getItem(key) as string) as Parcel),
    find(key: string): Parcel | undefined {
      const at = place(key)
      return at ? (JSON.parse(localStorage.getItem(at) as string) as Parcel) : undefined
    },
    /** Adds a parcel at the end, or writes one anew where it lies. */
    put(parcel: Parcel) {
      const last =
        keysWith(prefix)
          .at(-1)
          ?.slice(prefix.length, prefix.length + SERIAL_digits) ?? '0'
      const serial = String(Number(last) + 1).padStart(SERIAL_digits, '0')
      localStorage.setItem(place(parcel.key) ?? `${prefix}${serial}/${parcel.key}`, JSON.stringify(parcel))
    },
    /** Takes a parcel away; false where there is none. */
    remove(key: string): boolean {
      const at = place(key)
      if (at) localStorage.removeItem(at)
      return at !== undefined
    },
    /** Which judgement the parcel of this key gave: whoever takes it back must name it. */
    judgementOf: (key: string): string | undefined => known()[key],
    keepReceipt({ key, judgement_id }: Receipt) {
      if (!judgement_id) return
      const kept = Object.fromEntries(Object.entries(known()).slice(1 - RECEIPTS_max))
      localStorage.setItem(receipts, JSON.stringify({ ...kept, [key]: judgement_id }))
    },
  }
}
