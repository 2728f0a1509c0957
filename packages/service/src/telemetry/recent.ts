import { ServiceError } from '../service-error.ts'

/** A piece of work that is over. */
export interface Done {
  readonly kind: 'request' | 'command' | 'feed' | 'automation' | 'process' | 'call'
  /** The route's pattern for a request, else what was done. */
  readonly name: string
  /** When it began, in milliseconds since 1970. */
  readonly start: number
  readonly ms: number
  /** The HTTP status of a request, else what came of it. */
  readonly status: number | string
  readonly trace: string
  readonly span: string
  readonly parent: string | undefined
  readonly correlation: string
  readonly code: string | undefined
}

export interface Recent {
  add(done: Done): void
  /** Newest first. */
  list(options: { readonly limit: number; readonly trace?: string | undefined }): readonly Done[]
}

export const recentDefaults = Object.freeze({ size: 1_000, largest: 10_000 })

/** The last pieces of work, in memory. Each is a handful of short texts, below 1 kB together, so the whole has a bound. */
export function recent(size: number = recentDefaults.size): Recent {
  if (!Number.isInteger(size) || size < 1 || size > recentDefaults.largest)
    throw new ServiceError(
      'WT_OPTION_INVALID',
      `telemetry.recent is ${size}, expected 1 to ${recentDefaults.largest}`,
      { size },
    )
  const ring: Done[] = []
  let next = 0
  return {
    add(done) {
      ring[next] = done
      next = (next + 1) % size
    },
    list({ limit, trace }) {
      const found: Done[] = []
      for (let back = 1; back <= ring.length && found.length < limit; back++) {
        const done = ring[(next - back + size) % size] as Done
        if (trace === undefined || done.trace === trace) found.push(done)
      }
      return found
    },
  }
}
