import { DomainError } from '../domain-error.ts'

type Unit = 'second' | 'minute' | 'hour' | 'day'
/** `'90 seconds'`, `'1 hour'`, `'2 days'`: a whole number and a unit. A day is 24 hours. */
export type Duration = `${bigint} ${Unit | `${Unit}s`}`

const msOf = Object.freeze({ second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 })
/** A century: later is a mistake. */
const longestMs = 36_525 * msOf.day

/** The milliseconds of a duration. */
export function milliseconds(duration: Duration): number {
  const [, count, unit] = /^(\d{1,10}) (second|minute|hour|day)s?$/.exec(duration) ?? []
  const ms = Number(count) * (msOf[unit as Unit] ?? Number.NaN)
  if (!(ms <= longestMs))
    throw new DomainError('WT_DURATION_INVALID', `${JSON.stringify(duration)} is no duration`, {
      duration,
    })
  return ms
}
