/** `2026-11-24 10:00:03.120`, where the reader is; recorded time of any age. */
export function dateTime(at: number): string {
  const date = new Date(at)
  const two = (n: number) => String(n).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
  return `${day} ${time}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** `3 days`, `1 hour`; a silence is told by its largest unit. */
export function silence(ms: number): string {
  const [name, size] = units.find(([, size]) => ms >= size) ?? ['ms', 1]
  const count = Math.round(ms / size)
  return name === 'ms' ? `${count} ms` : `${count} ${name}${count === 1 ? '' : 's'}`
}

/** A moment of a log: a position, or a time in ms since 1970. */
export type LogMoment = { readonly position: number } | { readonly at: number }

/** The moment that a reader has written: a position, or a time that the browser can read. Undefined for neither. */
export function momentIn(text: string): LogMoment | undefined {
  const trimmed = text.trim()
  if (/^\d{1,15}$/.test(trimmed)) return { position: Number(trimmed) }
  const at = Date.parse(trimmed)
  return Number.isNaN(at) ? undefined : { at }
}

/** The same as the services are asked for it. */
export const momentQuery = (moment: LogMoment): string =>
  'position' in moment
    ? `position=${moment.position}`
    : `time=${encodeURIComponent(new Date(moment.at).toISOString())}`
