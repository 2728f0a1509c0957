import type { Claim } from './scenario-shape.ts'

/** What the pointer leads to: one value, or with `*` several. A part that is not there is undefined. */
function valuesAt(value: unknown, pointer: string): readonly unknown[] {
  let found: readonly unknown[] = [value]
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    found = found.flatMap((one) => {
      if (key === '*') return Array.isArray(one) ? one : [undefined]
      return [
        typeof one === 'object' && one !== null && Object.hasOwn(one, key)
          ? (one as Record<string, unknown>)[key]
          : undefined,
      ]
    })
  }
  return found
}

/** Whether a claim holds for a JSON answer: for every value that it is about, and for one at least. */
export function holds(claim: Claim, answer: unknown): boolean {
  const values = valuesAt(answer, claim.at)
  return values.length > 0 && values.every((value) => holdsFor(claim, value))
}

function holdsFor({ equals, isOneOf, isFilled }: Claim, value: unknown): boolean {
  if (isFilled !== undefined) return (hasLength(value) && value.length > 0) === isFilled
  return (equals === undefined ? (isOneOf ?? []) : [equals]).includes(String(value))
}

const hasLength = (value: unknown): value is { readonly length: number } =>
  typeof value === 'string' || Array.isArray(value)

export function claimInWords({ at, equals, isOneOf, isFilled }: Claim): string {
  if (isFilled !== undefined) return `${at} is ${isFilled ? 'filled' : 'empty'}`
  return equals === undefined ? `${at} is one of ${isOneOf?.join(', ')}` : `${at} is ${equals}`
}
