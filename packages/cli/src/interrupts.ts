import type { Clock } from '@watertight/ports'

/** One Ctrl-C comes several times: from the terminal, and from each launcher that passes it on. */
const sameMs = 500

/** Two signals: the first Ctrl-C asks to stop, the second, a moment later, to end at once. */
export interface Interrupts {
  readonly stop: AbortSignal
  readonly kill: AbortSignal
  /** Ctrl-C was pressed, or another signal to end came. */
  interrupt(): void
}

export function interrupts(clock: Pick<Clock, 'now'>): Interrupts {
  const stop = new AbortController()
  const kill = new AbortController()
  let first: number | undefined
  return {
    stop: stop.signal,
    kill: kill.signal,
    interrupt() {
      const now = clock.now()
      first ??= now
      stop.abort()
      if (now - first >= sameMs) kill.abort()
    },
  }
}
