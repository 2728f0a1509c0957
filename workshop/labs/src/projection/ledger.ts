import { type Request, reply } from '@watertight/ports'
import type { ProjectionScenario, Recorded } from './scenario.ts'

/** An event of the feed. */
export interface FeedEvent extends Omit<Recorded, 'is' | 'at'> {
  readonly position: number
}

/** A page that was asked for. */
export interface SeenPage {
  readonly at: number
  readonly after: number
  readonly positions: readonly number[]
  readonly failed: boolean
}

const pageSize = 5

/** What happened to loans, in order, from wherever one asks on; at least once. */
export class Ledger {
  readonly pages: SeenPage[] = []
  readonly #scenario: ProjectionScenario
  readonly #recorded: readonly Recorded[]

  constructor(scenario: ProjectionScenario) {
    this.#scenario = scenario
    this.#recorded = scenario.requests.filter((it) => it.is === 'event')
  }

  /** Everything that has happened by this time. */
  until(time: number): readonly FeedEvent[] {
    return this.#recorded
      .filter(({ at }) => at <= time)
      .map(({ type, loan, cents }, index) => ({ position: index + 1, type, loan, cents }))
  }

  answer({ path }: Request, at: number) {
    const after = Number(new URL(path, 'http://ledger').searchParams.get('after') ?? Number.NaN)
    if (!Number.isInteger(after) || after < 0) return reply(400, { code: 'AFTER_WHAT' })
    const { faults } = this.#scenario
    const read = this.pages.length + 1
    const failed = faults.some((it) => it.kind === 'fail' && it.read === read)
    const again = faults.find((it) => it.kind === 'again' && it.read === read)
    const from = Math.max(0, after - (again?.kind === 'again' ? again.events : 0))
    const events = this.until(at).slice(from, from + pageSize)
    this.pages.push({
      ...{ at, after, failed, positions: failed ? [] : events.map(({ position }) => position) },
    })
    return failed ? reply(503, { code: 'BUSY' }) : reply(200, { events })
  }
}
