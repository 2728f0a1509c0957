// the model adds in an order of its own: a time read late on the clock has lost its last digits
const lastDigits = 16 * Number.EPSILON

/** Where two plain values differ first, or undefined. An option left out and one that is undefined are the same, and so are times that differ by the rounding of a clock that shows `now`. */
export function differenceOf(
  actual: unknown,
  expected: unknown,
  now: number,
  what = 'it',
): string | undefined {
  if (actual === expected || Object.is(actual, expected)) return undefined
  if (typeof actual === 'number' && typeof expected === 'number')
    if (Math.abs(actual - expected) <= lastDigits * Math.max(now, Math.abs(expected)))
      return undefined
  if (!isObject(actual) || !isObject(expected))
    return `${what}: is ${shown(actual)}, the model says ${shown(expected)}`
  for (const key of Object.keys(expected)) {
    if (actual[key] === expected[key]) continue
    const found = differenceOf(actual[key], expected[key], now, key)
    if (found !== undefined) return what === 'it' ? found : `${what}.${found}`
  }
  for (const key of Object.keys(actual))
    if (!(key in expected) && actual[key] !== undefined)
      return `${what}.${key}: is ${shown(actual[key])}, the model has none`
  return undefined
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const shown = (value: unknown): string => (isObject(value) ? JSON.stringify(value) : String(value))
