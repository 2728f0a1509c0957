import type { Random } from '@watertight/ports'

const form = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-|$)/

/** Whether a traceparent is one. */
export const isTraced = (incoming: string): boolean => form.test(incoming)

/** The W3C traceparent for the next hop: continues the trace it was handed, or begins one that is sampled. */
export function nextTrace(incoming: string, random: Random): { trace: string; isNew: boolean } {
  const known = form.exec(incoming)
  const id = known?.[1] ?? hex(random, 16)
  return { trace: `00-${id}-${hex(random, 8)}-${known?.[2] ?? '01'}`, isNew: known === null }
}

function hex(random: Random, bytes: number): string {
  const id = random.fill(new Uint8Array(bytes))
  // all zeroes means "none"
  id[bytes - 1] = (id[bytes - 1] as number) | 1
  let text = ''
  for (const byte of id) text += byte.toString(16).padStart(2, '0')
  return text
}
