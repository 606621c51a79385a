import type { Cover } from '../../../ledger/cover.ts'
import { type Db, type Sql, sql } from '../../../platform/db.ts'
import type { Certificate } from '../contract.ts'
import { type CertificateRow, certificateLine, type ExpiryRow, expiryLine } from './lines.ts'

/** An audit of a model: what it said, and the answer that stands; without a resolution where there is none yet. */
export type AuditRow = {
  prediction_id: string
  resolution_id: string | null
  confidence: number | null
  said: unknown
  answer: unknown
  policy_version: number
}

/** Random audits of a model's own answers under some versions of the policy, since the model was first released. */
export const auditsOf = (
  db: Db,
  of: { project_id: string; model: string; versions: number[]; since: string | null },
): Promise<AuditRow[]> =>
  db.rows<AuditRow>(sql`
    select r.prediction_id, rs.id as resolution_id, p.confidence, r.policy_version, p.answer as said, rs.answer
    from route r
      join prediction p on p.project_id = r.project_id and p.id = r.prediction_id
      left join standing s on s.project_id = r.project_id and s.prediction_id = r.prediction_id
      left join resolution rs on rs.project_id = s.project_id and rs.id = s.resolution_id and rs.answer is not null
        -- Nobody looked at what was answered in bulk.
        and rs.how <> 'bulk'
    where r.project_id = ${of.project_id} and r.strategy = 'audit' and r.answer is null and p.model = ${of.model}
      and r.policy_version = any(${of.versions}::int[])
      and (${of.since}::timestamptz is null or r.at >= ${of.since})
      and r.at >= coalesce((select min(at) from release where project_id = ${of.project_id} and model = ${of.model}),
                           '-infinity')
    order by r.prediction_id`)

/** Confidences of the newest predictions of a model, whatever became of them. */
export const recentConfidences = async (
  db: Db,
  recent: { project_id: string; model: string; limit: number },
): Promise<(number | null)[]> =>
  (
    await db.rows<{ confidence: number | null }>(sql`
      select confidence from prediction where project_id = ${recent.project_id} and model = ${recent.model}
      order by id desc limit ${recent.limit}`)
  ).map(row => row.confidence)

type Stored = Omit<Certificate, 'at' | 'expires_at'> & { at: Date; expires_at: Date | null }

const certificates = async (db: Db, statement: Sql): Promise<Certificate[]> =>
  (await db.rows<Stored>(statement)).map(row => ({
    ...row,
    at: row.at.toISOString(),
    expires_at: row.expires_at?.toISOString() ?? null,
  }))

/** A page, newest first, as things are at a moment. */
export const pageOfCertificates = (
  db: Db,
  page: { project_id: string; after: string | null; limit: number; now: string },
): Promise<Certificate[]> =>
  certificates(
    db,
    sql`
    select c.id, c.model, c.release_id, c.policy_version, c.holds, c.alpha, c.delta, c.threshold, c.n, c.k,
           c.p_value, c.audits, c.pending, c.data_root, c.grid_hash, c.traffic, c.coverage, c.needed, c.expires_at,
           case when c.threshold is null then 'refused' when e.why is not null or c.expires_at <= ${page.now}
                then 'expired' else 'valid' end as state,
           coalesce(e.why, case when c.threshold is not null and c.expires_at <= ${page.now}
                                then 'its time is over' end)
             as why,
           c.at, c.proof
    from certificate c left join expiry e on e.project_id = c.project_id and e.certificate_id = c.id
    where c.project_id = ${page.project_id} and (${page.after}::uuid is null or c.id < ${page.after}::uuid)
    order by c.id desc limit ${page.limit}`,
  )

export type Valid = Pick<Stored, 'id' | 'model' | 'holds' | 'at' | 'proof'> & { threshold: number }

/** Certificates that hold at a moment, newest first; of all models, or one. */
export const validCertificates = (
  db: Db,
  of: { project_id: string; model: string | null; now: string },
): Promise<Valid[]> =>
  db.rows<Valid>(sql`
    select c.id, c.model, c.threshold, c.holds, c.at, c.proof
    from certificate c
    where c.project_id = ${of.project_id} and c.threshold is not null
      and (${of.model}::text is null or c.model = ${of.model})
      and (c.expires_at is null or c.expires_at > ${of.now})
      and not exists (select 1 from expiry e where e.project_id = ${of.project_id} and e.certificate_id = c.id)
    order by c.id desc`)

/** The strictest threshold that was ever certified of a model, or null. */
export const strictest = async (db: Db, project_id: string, model: string): Promise<number | null> =>
  (
    await db.row<{ threshold: number | null }>(sql`
      select max(threshold) as threshold from certificate where project_id = ${project_id} and model = ${model}`)
  )?.threshold ?? null

export const insertCertificate = (db: Db, row: CertificateRow & { proof: string }) =>
  db.rows(sql`
    insert into certificate (project_id, id, model, release_id, policy_version, holds, alpha, delta, threshold, n, k,
                             p_value, audits, pending, data_root, grid_hash, traffic, coverage, needed, expires_at,
                             at, proof)
    values (${row.project_id}, ${row.id}, ${row.model}, ${row.release_id}, ${row.policy_version}, ${row.holds},
            ${row.alpha}, ${row.delta}, ${row.threshold}, ${row.n}, ${row.k}, ${row.p_value}, ${row.audits},
            ${row.pending}, ${row.data_root}, ${row.grid_hash}, ${row.traffic},
            ${JSON.stringify(row.coverage)}::json, ${row.needed}, ${row.expires_at}, ${row.at}, ${row.proof})`)

export const insertExpiry = (db: Db, row: ExpiryRow & { proof: string }) =>
  db.row(sql`
    insert into expiry (project_id, certificate_id, why, at, proof)
    values (${row.project_id}, ${row.certificate_id}, ${row.why}, ${row.at}, ${row.proof})
    on conflict do nothing returning certificate_id`)

/** Rows as the ledger covers them. */
export const covers: Cover[] = [
  {
    table: 'certificate',
    select: project_id => sql`
      select project_id, id, model, release_id, policy_version, holds, alpha, delta, threshold, n, k, p_value, audits,
             pending, data_root, grid_hash, traffic, coverage, needed, expires_at, at, proof
      from certificate where project_id = ${project_id} order by proof, id`,
    line: row => certificateLine(row as CertificateRow),
  },
  {
    table: 'expiry',
    select: project_id => sql`
      select project_id, certificate_id, why, at, proof from expiry where project_id = ${project_id} order by proof`,
    line: row => expiryLine(row as ExpiryRow),
  },
]
