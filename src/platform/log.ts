import { pino } from 'pino'

/**
 * One JSON line an event, on standard error, so that standard output stays the command's own.
 * Payload text and secrets are never logged: what is not named here is not written.
 */
export const log = pino(
  {
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['authorization', 'cookie', 'token', 'secret', '*.authorization', '*.cookie', '*.token', '*.secret'],
  },
  pino.destination({ dest: 2, sync: true }),
)
