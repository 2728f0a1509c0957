const withZone = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** Milliseconds since 1970 of an XML Schema dateTimeStamp (a date with a zone), undefined where the value is none. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || value.length > 40 || !withZone.test(value)) return undefined
  const time = Date.parse(value)
  return Number.isNaN(time) ? undefined : time
}

/** The moment in UTC, in whole seconds: `2026-11-29T14:00:00Z`. */
export const isoSeconds = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`
