export const mask = '•••••'

/** The same data with a mask in place of what these fields hold, wherever they stand in it. Null stays: it tells nobody. */
export function masked(data: unknown, fields: readonly string[]): unknown {
  if (Array.isArray(data)) return data.map((one) => masked(one, fields))
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      fields.includes(name) && value !== null ? mask : masked(value, fields),
    ]),
  )
}
