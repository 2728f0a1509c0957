import type { Clock } from '../clock.ts'

/** Does the task in `ms`, or at once when the signal fires. Leaves no timer and no listener behind. */
export function pause(
  clock: Clock,
  ms: number,
  signal: AbortSignal | undefined,
  task: () => void,
): void {
  const end = () => {
    timer.cancel()
    signal?.removeEventListener('abort', end)
    task()
  }
  const timer = clock.after(ms, end)
  signal?.addEventListener('abort', end)
}
