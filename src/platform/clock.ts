/** The only reader of the wall clock in product code; tests pass their own. */
export type Clock = () => Date

export const systemClock: Clock = () => new Date()
