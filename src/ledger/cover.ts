import type { Sql } from '../platform/db.ts'

/**
 * How the rows of a table are held against the ledger: an entry keeps number and Merkle root of the rows it covers
 * (`proof` names the entry), and whoever verifies computes both again from what the table holds now.
 */
export type Cover = {
  table: string
  /** All rows of a project with every covered column and `proof`, ordered by proof, then as they were written. */
  select(project_id: string): Sql
  /** The canonical line of a row; moments come as ISO text. */
  line(row: object): string
}
