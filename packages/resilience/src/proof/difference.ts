/** Where two plain values differ first, or undefined. An option left out and one that is undefined are the same. */
export function differenceOf(actual: unknown, expected: unknown, path = ''): string | undefined {
  if (Object.is(actual, expected) || (actual === 0 && expected === 0)) return undefined
  if (!isObject(actual) || !isObject(expected))
    return `${path || 'it'}: is ${shown(actual)}, the model says ${shown(expected)}`
  for (const key in expected) {
    const found = differenceOf(actual[key], expected[key], path ? `${path}.${key}` : key)
    if (found !== undefined) return found
  }
  for (const key in actual)
    if (actual[key] !== undefined && !(key in expected))
      return `${path ? `${path}.` : ''}${key}: is ${shown(actual[key])}, the model has none`
  return undefined
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const shown = (value: unknown): string => (isObject(value) ? JSON.stringify(value) : String(value))
