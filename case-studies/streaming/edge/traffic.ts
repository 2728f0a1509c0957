import type { Ports } from '@watertight/ports'

/** Viewers, all of whom are invented, look at their home page again and again. */
const viewers = 40
const deadlineMs = 5_000
/** Pausing and a new pace take effect within this. */
const stepMs = 500

export interface TrafficOptions {
  readonly paused: boolean
  /** Home pages a minute, on average. */
  readonly perMinute: number
}

type Wanted = { readonly [K in keyof TrafficOptions]?: TrafficOptions[K] | undefined }

/** Gentle, synthetic viewers who open their home page at random moments, by the same door as people. */
export function traffic(
  { clock, random, transport }: Pick<Ports, 'clock' | 'random' | 'transport'>,
  start: TrafficOptions,
) {
  const state = { ...start }
  const counts = { pages: 0, failed: 0 }
  let failing: string | undefined

  async function look(signal: AbortSignal): Promise<void> {
    const viewer = 1 + Math.floor(random.next() * viewers)
    const deadline = clock.now() + deadlineMs
    const call = { to: 'edge', method: 'GET', path: `/home?viewer=${viewer}`, deadline, signal }
    try {
      const { status } = await transport.call(call)
      failing = status < 500 ? undefined : `the home page answered ${status}`
    } catch (error) {
      signal.throwIfAborted()
      failing = (error as Error).message
    }
    counts[failing === undefined ? 'pages' : 'failed']++
  }

  /** A Poisson process: the time between two arrivals has no memory. */
  async function nextMoment(signal: AbortSignal): Promise<void> {
    while (state.paused) await clock.sleep(stepMs, signal)
    let left = -Math.log(1 - random.next())
    while (left > 0) {
      const { paused, perMinute } = state
      const from = clock.now()
      const rest = (left * 60_000) / perMinute
      await clock.sleep(paused ? stepMs : Math.min(stepMs, rest), signal)
      if (!paused) left -= rest <= stepMs ? left : ((clock.now() - from) * perMinute) / 60_000
    }
  }

  return {
    /** Resolves when the signal fires. */
    async run(signal: AbortSignal): Promise<void> {
      try {
        for (;;) {
          await nextMoment(signal)
          await look(signal)
        }
      } catch (error) {
        if (!signal.aborted) throw error
      }
    },
    set({ paused = state.paused, perMinute = state.perMinute }: Wanted): void {
      Object.assign(state, { paused, perMinute })
    },
    snapshot: () => ({ ...state, ...counts, failing: failing ?? null }),
  }
}
