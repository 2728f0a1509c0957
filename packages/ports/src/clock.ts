/** Time. Durations and deadlines live on `now()`; only dates that people read come from `wallTime()`. */
export interface Clock {
  /** Milliseconds that never go back and mean nothing outside this process. */
  now(): number
  /** Milliseconds since 1970; may jump. */
  wallTime(): number
  /** Runs `task` once, `ms` from now. The holder of the timer owns it and cancels it. */
  after(ms: number, task: () => void): Timer
  /** Runs `task` once, after everything that is already due: the next turn of the loop. */
  soon(task: () => void): void
  /** Resolves in `ms`; rejects with the signal's reason, at once, when it fires. The signal is the owner. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

export interface Timer {
  cancel(): void
}

/** `sleep` for every clock, written on `after`. */
export function sleepOn(
  clock: Pick<Clock, 'after'>,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const abort = () => {
      timer.cancel()
      reject(signal.reason)
    }
    const timer = clock.after(ms, () => {
      signal.removeEventListener('abort', abort)
      resolve()
    })
    signal.addEventListener('abort', abort, { once: true })
  })
}
