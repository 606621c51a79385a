import { logBeta } from './beta.ts'

/** `log_e_value` stays finite where `e_value` has grown to Infinity. */
export type EProcess = { e_value: number; log_e_value: number; p_value: number }

/**
 * Evidence that two models are not right equally often, valid at *any* time: look after every item, stop when you like.
 * `b` counts the items only the candidate got right, `c` those only the baseline got right.
 *
 * `E = B(b + 1/2, c + 1/2) / B(1/2, 1/2) · 2^(b+c)`: the likelihood ratio of a win rate drawn from Jeffreys' prior
 * against 1/2. Under equality it is a martingale that starts at 1, so it ever reaches `1/α` with probability at most
 * `α` (Ville): reject when `E >= 1/α`, or when `p_value = min(1, 1/E) <= α`. It is two-sided; `b > c` tells who won.
 *
 * Robbins (1970), Ann. Math. Stat. 41, 1397-1409; Ramdas et al. (2023), Statistical Science 38, 576-601.
 *
 * @example discordantEProcess(10, 2) // { e_value: 4.1006, log_e_value: 1.4111, p_value: 0.2439 }
 */
export const discordantEProcess = (b: number, c: number): EProcess => {
  const logE = logBeta(b + 0.5, c + 0.5) - Math.log(Math.PI) + (b + c) * Math.LN2
  return { e_value: Math.exp(logE), log_e_value: logE, p_value: Math.min(1, Math.exp(-logE)) }
}
