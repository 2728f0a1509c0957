import type { Issue } from '@watertight/domain'

/** How many of a list are answered at once. */
export const pageLimits = Object.freeze({ unlessTold: 50, most: 1_000 })

/** The `limit` that a query asks for, or what is wrong with it. */
export function limitOf(given: unknown): number | Issue {
  if (given === undefined) return pageLimits.unlessTold
  const { most } = pageLimits
  const count = typeof given === 'string' && /^\d{1,4}$/.test(given) ? Number(given) : 0
  if (count >= 1 && count <= most) return count
  return { path: ['limit'], message: `expected a number from 1 to ${most}` }
}
