import { describe, expect, it } from 'vitest'
import type { BreakerState, FaultMode, Health, LiveState } from '../gateway/live-state.ts'
import { explain } from './explanation.ts'

interface Situation {
  readonly fault?: FaultMode
  readonly breaker?: BreakerState['state']
  readonly waiting?: number
  readonly down?: string
  readonly paused?: boolean
}

function situation(of: Situation): LiveState {
  const { fault = 'none', breaker = 'closed', waiting = 0, down, paused = false } = of
  const names = ['orders', 'payments', 'inventory', 'card-network']
  return {
    time: 0,
    services: names.map((name) => ({
      name,
      health: (name === down ? 'down' : 'ready') satisfies Health,
      head: 1,
      lag: 0,
      detail: '',
    })),
    rate: { perSecond: 0, history: [] },
    orders: { placed: 9, awaitingPayment: waiting, confirmed: 9 - waiting, declined: 0 },
    payments: null,
    breaker: {
      state: breaker,
      window: { calls: 0, failures: 0, slow: 0, failureRate: 0, slowRate: 0 },
      thresholds: { failureRate: 0.5, slowRate: 0.5, minimumCalls: 10 },
      probes: null,
      retryAfterMs: 0,
      trips: 0,
      rejected: 0,
      lastTrip: null,
    },
    fault: down === 'card-network' ? null : { mode: fault },
    traffic: { paused, perMinute: 12 },
    latest: [],
  }
}

const said = (of: Situation) => explain(situation(of)).text

describe('the explanation of what happens now', () => {
  it('says that the breaker is open and how many orders wait', () =>
    expect(said({ fault: 'fail', breaker: 'open', waiting: 7 })).toBe(
      'The card network fails; the breaker is open: 7 orders wait and none is lost.',
    ))

  it('speaks of one order in the singular and of none plainly', () => {
    expect(said({ fault: 'hang', breaker: 'open', waiting: 1 })).toMatch(/1 order waits and none/)
    expect(said({ fault: 'hang', breaker: 'open' })).toMatch(/no order waits/)
  })

  it('knows that a healed network is found out by a probe', () =>
    expect(said({ breaker: 'open', waiting: 3 })).toMatch(/works again.*next probe/))

  it('does not promise an open breaker while the circuit is closed', () => {
    expect(said({ fault: 'fail' })).toMatch(/opens once enough calls have failed/)
    expect(said({ fault: 'answer-twice' })).toMatch(/nobody is charged twice/)
  })

  it('puts a dead service before everything else', () => {
    expect(said({ down: 'payments', fault: 'fail', breaker: 'open', waiting: 2 })).toMatch(
      /^Payments does not answer; orders are still accepted: 2 orders wait/,
    )
    expect(said({ down: 'orders' })).toMatch(/^Orders does not answer/)
    expect(said({ down: 'inventory' })).toMatch(/^Inventory does not answer/)
    expect(said({ down: 'card-network' })).toMatch(/^The card network does not answer/)
    expect(said({ down: 'card-network', breaker: 'open', waiting: 2 })).toBe(
      'The card network does not answer; the breaker is open: 2 orders wait and none is lost.',
    )
  })

  it('is of one kind while only figures change, so that it is read out once', () => {
    const kind = (of: Situation) => explain(situation(of)).kind
    expect(kind({ fault: 'fail', breaker: 'open', waiting: 3 })).toBe(
      kind({ fault: 'fail', breaker: 'open', waiting: 40 }),
    )
    expect(kind({ fault: 'fail', breaker: 'open' })).not.toBe(kind({ breaker: 'open' }))
  })

  it('is at ease when all is well', () => {
    expect(explain(situation({})).mood).toBe('good')
    expect(said({ waiting: 2 })).toMatch(/2 orders are being paid/)
    expect(said({ paused: true })).toMatch(/traffic is paused/)
  })
})
