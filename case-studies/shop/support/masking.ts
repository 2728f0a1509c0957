export const mask = '•••••'

/** Names of fields that tell who somebody is, wherever they stand in an event. */
const personal: ReadonlySet<string> = new Set(['customer'])

/** The same data without personal data. Null stays: a guest has none. */
export function masked(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(masked)
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      personal.has(name) && value !== null ? mask : masked(value),
    ]),
  )
}
