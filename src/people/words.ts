/** What roles and permissions mean, in words. */
import type { Permission, Role } from './roles.ts'

/** Each role may do all that those before it may. */
export const ROLE_WORDS: Record<Role, string> = {
  viewer: 'Sees everything, changes nothing.',
  reviewer: 'Judges items.',
  adjudicator: 'Settles disagreements and labels many items at once, too.',
  maintainer: 'Brings data, trains, releases, and edits policy and guideline, too.',
  admin: 'Adds people and makes tokens, too.',
}

export const PERMISSION_WORDS: Record<Permission, string> = {
  read: 'See everything',
  ingest: 'Bring items, predictions and answers',
  review: 'Judge items',
  adjudicate: 'Settle disagreements',
  maintain: 'Train, release, edit policy and guideline',
  administer: 'Add people and make tokens',
}
