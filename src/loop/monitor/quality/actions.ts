import type * as z from 'zod'
import type { View } from '../../../ledger/context.ts'
import { projectWithGuideline } from '../../../projects/index.ts'
import { quantile } from '../../../stats/quantile.ts'
import { sum } from '../rules.ts'
import { corrections, predictionsByPart, sample, spentByPart } from '../store.ts'
import { boundedWindow, lengthOf, type Window, windowBefore } from '../window.ts'
import { length } from '../words.ts'
import type * as contract from './contract.ts'
import * as rules from './rules.ts'
import { headlineOf, type Measured, sentenceOf, TELLING } from './sentences.ts'
import { unitsJudged } from './store.ts'

const WINDOW_days = 84
/** At most so many predictions that several people judged tell how far they agree. */
const UNITS_most = 2000

type Input<E extends { input: z.ZodType }> = z.output<E['input']>

export const agreementIn = async (view: View, input: Input<typeof contract.getAgreement>) => {
  const window = boundedWindow(input, view.now, WINDOW_days)
  const { kind_rules } = await projectWithGuideline(view, input.project_id)
  const units = await unitsJudged(view.db, window, UNITS_most)
  const { since, until } = window
  return { since, until, ...rules.agreementOf(units, rules.distanceOfTexts(kind_rules.distance)) }
}

/** What several people judged in two windows, each limited by itself, with the part that each belongs to. */
const unitsOf = async (view: View, windows: Window[], part_seconds: number) => {
  const end = Date.parse((windows[0] as Window).until)
  const found = await Promise.all(windows.map(window => unitsJudged(view.db, window, UNITS_most)))
  return found.flat().map(unit => ({
    ...unit,
    part: Math.ceil((end - unit.at.getTime()) / 1000 / part_seconds) - 1,
  }))
}

/** The four figures of a window and of the one before it, in numbers and in words. */
export const qualityIn = async (view: View, input: Input<typeof contract.getQuality>) => {
  const window = boundedWindow(input, view.now, WINDOW_days)
  const previous = windowBefore(window)
  const both = { ...window, since: previous.since }
  const part_seconds = lengthOf(window) / 1000 / rules.PARTS
  const { kind_rules } = await projectWithGuideline(view, input.project_id)
  const [strata, corrected, units, spent, made] = await Promise.all([
    sample(view.db, { ...both, model: null, by: null, part_seconds }),
    corrections(view.db, both, part_seconds),
    unitsOf(view, [window, previous], part_seconds),
    spentByPart(view.db, both, part_seconds),
    predictionsByPart(view.db, both, { parts: 2 * rules.PARTS, part_seconds }),
  ])
  const ago = length(lengthOf(window))
  const told = (figure: Measured, name: keyof typeof TELLING) => ({
    ...figure,
    sentence: sentenceOf(figure, TELLING[name], ago),
  })
  const error_rate = told(rules.errorFigure(strata, made), 'error_rate')
  const correction = told(rules.correctionFigure(corrected), 'correction_seconds')
  const distance = rules.distanceOfTexts(kind_rules.distance)
  const agreement = told(rules.agreementFigure(units, distance), 'agreement')
  const effort = told(rules.effortFigure(spent, made), 'seconds_per_1000')
  const recent = rules.halvesOf(corrected).now.map(each => each.seconds)
  return {
    ...{ since: window.since, until: window.until },
    previous: { since: previous.since, until: previous.until },
    headline: headlineOf(error_rate, ago),
    paragraph: [error_rate, correction, agreement, effort].map(each => each.sentence).join(' '),
    ...{ error_rate, agreement },
    correction_seconds: { ...correction, p90_seconds: quantile(recent, 0.9) },
    seconds_per_1000: { ...effort, predictions: sum(rules.halvesOf(made).now, each => each.n) },
  }
}
