/**
 * The id of this tab's desk. It survives a reload, so that the same claims come back; a tab that was duplicated finds
 * the id in use and takes a new one, so that no two tabs work on one item.
 */
const NAME = 'errata.desk'

/** Resolves with the id once it is certain that no other tab has it. */
export const takeDesk = async (): Promise<string> => {
  const before = sessionStorage.getItem(NAME)
  if (before && (await isHeld(before))) return before
  const fresh = crypto.randomUUID()
  sessionStorage.setItem(NAME, fresh)
  await isHeld(fresh)
  return fresh
}

/** Holds the lock of that name as long as the tab lives; false where another tab has it. */
const isHeld = (id: string): Promise<boolean> =>
  new Promise(resolve => {
    void navigator.locks.request(`${NAME} ${id}`, { ifAvailable: true }, lock => {
      resolve(lock !== null)
      return lock ? new Promise(() => {}) : undefined
    })
  })
