/** The keys of answers, alike in every kind: by these names people give them other keys. */

/** As many answers as there are digits to press. */
export const KEYS_max = 9

/** The key of the answer that stands at a digit. */
export const answerKey = (digit: number) => ({ id: `answer.${digit}`, key: `Digit${digit}` })

/** The key of an answer by its place in a list, from 0; those far down have none. */
export const keyAt = (index: number) => (index < KEYS_max ? answerKey(index + 1) : undefined)
