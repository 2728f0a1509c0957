import type { Clock, Random, Timer } from '@watertight/ports'
import type { Engine } from '../engine.ts'

/** How long a lost hint, or a commit of another process, can go unnoticed: the hint is an optimisation, the poll is the guarantee. */
export const fallbackPollMs = 1_000

/** The share of it by which polls differ, so that many processes do not ask one server at the same time. */
const jitter = 0.25

export interface Changes {
  /** Grows whenever the head may have moved. */
  readonly count: number
  /** Resolves when something may be there beyond `head`, read after `count` was taken; when the signal fires; or when the store closes. */
  beyond(head: number, count: number, signal?: AbortSignal): Promise<void>
  readonly closed: boolean
  close(): void
}

/** Wakes those who wait for the log to grow. One timer for all of them, and none while nobody waits. */
export function changes(
  engine: Pick<Engine, 'head' | 'onChange'>,
  clock: Clock,
  random?: Random,
): Changes {
  const waiting = new Map<() => void, number>()
  let count = 0
  let closed = false
  let timer: Timer | undefined

  function wakeBelow(head: number): void {
    for (const [wake, seen] of waiting) if (seen < head) wake()
  }

  async function poll(): Promise<void> {
    // a head that cannot be read wakes everybody: their own reads will tell why
    const head = await engine.head().catch(() => Number.POSITIVE_INFINITY)
    wakeBelow(head)
    timer = undefined
    arm()
  }
  function arm(): void {
    if (waiting.size === 0 || closed) return
    const ms = fallbackPollMs * (1 + jitter * (random?.next() ?? 0))
    timer ??= clock.after(ms, () => void poll())
  }
  function hint(): void {
    count++
    wakeBelow(Number.POSITIVE_INFINITY)
  }
  const unlisten = engine.onChange(hint)

  return {
    get count() {
      return count
    },
    get closed() {
      return closed
    },
    beyond: (head, seen, signal) =>
      new Promise((resolve) => {
        if (closed || count !== seen || signal?.aborted) return resolve()
        const wake = () => {
          waiting.delete(wake)
          signal?.removeEventListener('abort', wake)
          resolve()
        }
        waiting.set(wake, head)
        signal?.addEventListener('abort', wake, { once: true })
        arm()
      }),
    close() {
      closed = true
      unlisten()
      timer?.cancel()
      wakeBelow(Number.POSITIVE_INFINITY)
    },
  }
}
