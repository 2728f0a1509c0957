import type { Clock, Random } from '@watertight/ports'

const firstPauseMs = 50
const longestPauseMs = 2_000

/** Begins an attempt again whenever it ends, after a pause that doubles until one gets somewhere (it says so). */
export async function keepTrying(
  attempt: (progressed: () => void) => Promise<void>,
  ended: (error: unknown) => void,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  signal: AbortSignal,
): Promise<void> {
  let pause = firstPauseMs
  const progressed = () => {
    pause = firstPauseMs
  }
  while (!signal.aborted) {
    let error: unknown
    try {
      await attempt(progressed)
    } catch (caught) {
      error = caught
    }
    if (signal.aborted) return
    ended(error)
    await clock.sleep(pause * (0.5 + random.next()), signal).catch(() => {})
    pause = Math.min(pause * 2, longestPauseMs)
  }
}
