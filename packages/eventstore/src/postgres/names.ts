import { createHash } from 'node:crypto'

const longest = 63

/** Names were checked when declared: letters, digits and underscores. */
export const quoted = (name: string) => `"${identifier(name)}"`

/** PostgreSQL cuts longer names, and two of them may then be the same: a hash keeps them apart. */
export function identifier(name: string): string {
  if (name.length <= longest) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 20)
  return `${name.slice(0, longest - hash.length - 1)}_${hash}`
}
