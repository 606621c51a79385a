/** The keys of a desk, whichever page it stands on. */

export const SAVE = { id: 'review.save', key: 'Enter' }
export const UNDO = { id: 'review.undo', key: 'KeyZ' }
export const SKIP = { id: 'review.skip', key: 'KeyS' }
export const DISCUSS = { id: 'review.discuss', key: 'KeyD' }
