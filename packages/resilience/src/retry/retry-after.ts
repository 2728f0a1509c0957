const seconds = /^\d+$/

/**
 * What a `Retry-After` header asks for, in milliseconds (RFC 9110, 10.2.3): seconds, or a date as seen at `wallTime`, milliseconds since 1970.
 * Undefined when there is no header or it cannot be read; a date in the past is 0.
 *
 * ```ts
 * import { retry } from '@watertight/resilience'
 * import { retryAfterMs } from '@watertight/resilience/retry-after'
 *
 * class Refused extends Error {
 *   readonly headers = new Headers()
 * }
 * const patient = retry({
 *   retryAfter: (error) =>
 *     error instanceof Refused ? retryAfterMs(error.headers.get('retry-after'), Date.now()) : undefined,
 * })
 * ```
 */
export function retryAfterMs(
  header: string | null | undefined,
  wallTime: number,
): number | undefined {
  const text = header?.trim() ?? ''
  if (seconds.test(text)) return Number(text) * 1000
  const date = httpDate(text)
  return date === undefined ? undefined : Math.max(0, date - wallTime)
}

const months = 'JanFebMarAprMayJunJulAugSepOctNovDec'
/** RFC 9110, 5.6.7, in its order: what is sent today, RFC 850's, and asctime's. Dates of other shapes are no HTTP dates, though `Date.parse` would guess. */
const shapes = [
  /^\w{3}, (?<day>\d\d) (?<month>\w{3}) (?<year>\d{4}) (?<time>\d\d:\d\d:\d\d) GMT$/,
  /^\w{6,9}, (?<day>\d\d)-(?<month>\w{3})-(?<year>\d\d) (?<time>\d\d:\d\d:\d\d) GMT$/,
  /^\w{3} (?<month>\w{3}) (?<day>[ \d]\d) (?<time>\d\d:\d\d:\d\d) (?<year>\d{4})$/,
]

function httpDate(text: string): number | undefined {
  const parts = shapes.map((shape) => shape.exec(text)?.groups).find((found) => found)
  if (parts === undefined) return undefined
  const { day = '', month = '', year = '', time = '' } = parts
  const at = months.indexOf(month)
  const [hours = 0, minutes = 0, secs = 0] = time.split(':').map(Number)
  if (at < 0 || at % 3 !== 0 || hours > 23 || minutes > 59 || secs > 60) return undefined
  // RFC 850's two digits: in this century, as no server lives in the last one
  const fullYear = year.length === 2 ? 2000 + Number(year) : Number(year)
  return Date.UTC(fullYear, at / 3, Number(day), hours, minutes, secs)
}
