import type { BreakerView } from '../views/breaker-view.ts'
import type { BreakerAnswer } from './answers.ts'

/** So many states of each are remembered … */
const keptStates = 200
/** … for so long. */
const keptMs = 600_000

/** Remembers the states that the breakers of one service went through. */
export class BreakerRibbons {
  readonly #ribbons = new Map<string, BreakerView['ribbon']>()
  readonly #since = new Map<string, { readonly is: string; readonly at: number }>()

  /** `at` in ms since 1970. */
  view(at: number, breakers: readonly BreakerAnswer[]): readonly BreakerView[] {
    return breakers.map(({ inStateMs, retryAfterMs, lastTrip, ...said }) => {
      const since = this.#sinceOf(said, at - inStateMs)
      const { agoMs = 0, ...trip } = lastTrip ?? {}
      return {
        ...said,
        since,
        ...(said.state === 'open' && { retryAt: tidy(at + retryAfterMs) }),
        ...(lastTrip && {
          lastTrip: { ...(trip as Omit<typeof lastTrip, 'agoMs'>), at: tidy(at - agoMs) },
        }),
        ribbon: this.#ribbonOf(said.name, said.state, since, at),
      } as BreakerView
    })
  }

  /** Told as how long ago, it would be another time with each look. */
  #sinceOf(
    { name, state, mode, trips }: Pick<BreakerAnswer, 'name' | 'state' | 'mode' | 'trips'>,
    at: number,
  ) {
    const is = `${state} ${mode} ${trips}`
    const known = this.#since.get(name)
    if (known?.is === is) return known.at
    this.#since.set(name, { is, at: tidy(at) })
    return tidy(at)
  }

  #ribbonOf(name: string, state: BreakerView['state'], since: number, now: number) {
    const known = this.#ribbons.get(name) ?? []
    if (known.at(-1)?.state === state) return known
    const kept = [...known, { at: since, state }].slice(-keptStates)
    // the last state from before is where the ribbon begins
    const first = kept.findLastIndex(({ at }) => at <= now - keptMs)
    const ribbon = kept.slice(Math.max(0, first))
    this.#ribbons.set(name, ribbon)
    return ribbon
  }
}

/** Two looks at the same moment of the past agree about it. */
const tidy = (ms: number) => Math.round(ms / 250) * 250
