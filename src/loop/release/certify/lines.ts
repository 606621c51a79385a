import { canonical } from '../../../ledger/canonical.ts'
import type { Certificate } from '../contract.ts'
import type { Audited } from './rules.ts'

export type CertificateRow = Omit<Certificate, 'state' | 'why' | 'proof'> & { project_id: string }

export type ExpiryRow = { project_id: string; certificate_id: string; why: string; at: string }

export const certificateLine = (row: CertificateRow): string => {
  const { project_id, id, model, release_id, policy_version, holds, alpha, delta } = row
  const { threshold, n, k, p_value, audits, pending, data_root, grid_hash, traffic, coverage, needed, expires_at, at } =
    row
  const asked = { project_id, id, model, release_id, policy_version, holds, alpha, delta }
  const rests_on = { audits, pending, data_root, grid_hash, traffic }
  return canonical({ ...asked, ...rests_on, threshold, n, k, p_value, coverage, needed, expires_at, at })
}

export const expiryLine = ({ project_id, certificate_id, why, at }: ExpiryRow): string =>
  canonical({ project_id, certificate_id, why, at })

/** An audit as a certificate's data root covers it. */
export const auditLine = ({ prediction_id, resolution_id, confidence, correct }: Audited): string =>
  canonical({ prediction_id, resolution_id, confidence, correct })
