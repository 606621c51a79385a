import { binomialCdf, binomialPmf } from './binomial.ts'

/** `exact` and `mid_p` are two-sided; `mid_p_better` is one-sided, small where the candidate is the better one. */
export type McNemar = { exact: number; mid_p: number; mid_p_better: number }

/**
 * McNemar's test that two models, judged on the same items, are right equally often. Only the discordant items speak:
 * `b` where the candidate alone is right, `c` where the baseline alone is; under equality `b ~ Binomial(b+c, 1/2)`.
 *
 * `exact = min(1, 2 P(X <= min(b, c)))`. The mid-p counts the observed outcome for half, which brings the test close to
 * its nominal level where the exact one stays well below it: prefer it. With no discordant item all evidence is absent:
 * 1, 1 and 1/2.
 *
 * McNemar (1947), Psychometrika 12, 153-157; Fagerland, Lydersen & Laake (2013), BMC Med. Res. Methodol. 13:91.
 *
 * @example mcnemar(10, 2) // { exact: 0.03857, mid_p: 0.02246, mid_p_better: 0.01123 }
 */
export const mcnemar = (b: number, c: number): McNemar => {
  const n = b + c
  const atMost = (k: number) => binomialCdf(k, n, 0.5)
  const observed = binomialPmf(b, n, 0.5)
  const fewer = Math.min(b, c)
  return {
    exact: Math.min(1, 2 * atMost(fewer)),
    mid_p: Math.min(1, 2 * atMost(fewer) - observed),
    mid_p_better: atMost(c) - observed / 2,
  }
}
