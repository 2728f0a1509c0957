import type { Clock, Log } from '@watertight/ports'

/** The calendar may be set while a timer runs on the clock that never goes back: nothing that is due by the calendar is later than this. */
const longestWaitMs = 3_600_000
const afterFailureMs = 5_000

export interface Lookout {
  /** Looks again, now or right after the look that is under way. */
  nudge(): void
  run(signal: AbortSignal): Promise<void>
}

/** Looks after something whenever it is nudged or its time has come: `look` answers in how many milliseconds that is. One timer at most, and no polling. */
export function lookout(
  name: string,
  look: (signal: AbortSignal) => Promise<number>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Lookout {
  let nudged = false
  let wake = () => {}
  const nudge = () => {
    nudged = true
    wake()
  }
  const failed = (error: unknown) => {
    log('warn', `${name} failed and is tried again`, { error })
    return afterFailureMs
  }
  const waiting = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer =
        ms < Number.POSITIVE_INFINITY
          ? clock.after(Math.min(Math.max(0, ms), longestWaitMs), resolve)
          : undefined
      wake = () => {
        timer?.cancel()
        resolve()
      }
    })
  return {
    nudge,
    async run(signal) {
      signal.addEventListener('abort', nudge, { once: true })
      while (!signal.aborted) {
        nudged = false
        const ms = await look(signal).catch(failed)
        if (!nudged) await waiting(ms)
      }
    },
  }
}
