import { seededRandom } from '../stats/random.ts'
import type { Example } from './learner.ts'

const openers = ['', 'please ', 'hi, ', 'can you ', 'i need to ', 'how do i ', 'i would like to ']
const things = ['order', 'parcel', 'shoes', 'lamp', 'jacket', 'phone', 'book', 'present']
const endings = ['', ' please', ' today', ' as soon as possible', '?', ' thanks', ' - it is urgent!']
const cores: Record<string, string[]> = {
  cancel: ['cancel my THING', 'stop the THING before it is sent', 'not buy the THING after all', 'call off the THING'],
  track: ['track my THING', 'know where the THING is', 'see when the THING arrives', 'find out if the THING was sent'],
  return: ['return the THING', 'send the THING back', 'get a refund for the THING', 'give back my THING'],
  address: ['change where the THING goes', 'send the THING to my office', 'correct the address of the THING'],
  pay: ['pay for the THING by card', 'get an invoice for the THING', 'pay the THING in two parts'],
}

/** The labels of the made-up intents. */
export const intents = Object.keys(cores)

/** Requests to a shop put together at random: the same seed gives the same requests. */
export const makeIntents = (count: number, seed: string): Example[] => {
  const random = seededRandom(seed)
  const pick = (from: readonly string[]) => from[Math.floor(random.uniform() * from.length)]
  return Array.from({ length: count }, () => {
    const label = pick(intents)
    return { text: pick(openers) + pick(cores[label]).replace('THING', pick(things)) + pick(endings), label }
  })
}
