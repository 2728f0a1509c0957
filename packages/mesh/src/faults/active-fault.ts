/** What is wrong with one service at the moment: with what it answers, with what it calls, with the rules it is given. Plain JSON. */
export type ActiveFault =
  /** Its answers: none until the fault ends, late, or a status instead. */
  | { readonly is: 'hang' }
  | { readonly is: 'slow'; readonly ms: number }
  | { readonly is: 'abort'; readonly status: number; readonly percent: number }
  /** Its calls to one other: nothing gets through, all of it late, or twice. */
  | { readonly is: 'partition'; readonly to: string }
  | { readonly is: 'delay'; readonly to: string; readonly ms: number }
  | { readonly is: 'duplicate'; readonly to: string; readonly percent: number }
  /** A file among its rules. */
  | { readonly is: 'push'; readonly name: string; readonly text: string }

/** The faults in a JSON value, or undefined where it is anything else. */
export function activeFaults(value: unknown): readonly ActiveFault[] | undefined {
  return Array.isArray(value) && value.length <= 100 && value.every(isActiveFault)
    ? value
    : undefined
}

function isActiveFault(value: unknown): value is ActiveFault {
  if (typeof value !== 'object' || value === null) return false
  const { is, ms, status, percent, to, name, text } = value as Partial<Record<string, unknown>>
  const isTime = isIn(ms, 0, 3_600_000)
  const isShare = isIn(percent, 0, 100)
  const isName = typeof to === 'string' && to !== ''
  switch (is) {
    case 'hang':
      return true
    case 'slow':
      return isTime
    case 'abort':
      return Number.isInteger(status) && isIn(status, 200, 599) && isShare
    case 'partition':
      return isName
    case 'delay':
      return isName && isTime
    case 'duplicate':
      return isName && isShare
    case 'push':
      return typeof name === 'string' && /^[\w-]+\.ya?ml$/.test(name) && typeof text === 'string'
    default:
      return false
  }
}

const isIn = (value: unknown, least: number, most: number) =>
  typeof value === 'number' && value >= least && value <= most
