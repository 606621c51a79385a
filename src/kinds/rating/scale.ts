/** The steps of a scale, their keys, and the distance of two of them in words. */

export type Settings = { min: number; max: number; low?: string | undefined; high?: string | undefined }

/** All steps from the lowest to the highest. */
export const stepsOf = ({ min, max }: Settings): number[] =>
  Array.from({ length: max - min + 1 }, (_, index) => min + index)

/**
 * The digit that gives a step: its own figure on a scale within 0 to 10 (10 is the key 0 where 0 is no step), else its
 * place. Undefined for an eleventh step.
 */
export const digitOf = (step: number, { min, max }: Settings): number | undefined => {
  if (min >= 0 && max <= 10) return step === 10 ? (min === 0 ? undefined : 0) : step
  const place = step - min + 1
  return place > 10 ? undefined : place % 10
}

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

/** `two steps lower than the model` */
export const distanceInWords = (answer: number, said: number): string => {
  if (answer === said) return 'the same as the model'
  const steps = Math.abs(answer - said)
  return `${NUMBERS[steps]} ${steps === 1 ? 'step' : 'steps'} ${answer < said ? 'lower' : 'higher'} than the model`
}

/** What the primary button does. */
export const saves = (said: number | null, answer: number | null): string => {
  if (said !== null && (answer === null || answer === said)) return `Confirm ${said}`
  return answer === null ? 'Save rating' : `Save ${answer}`
}
