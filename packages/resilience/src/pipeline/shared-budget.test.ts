import { expect, test } from 'vitest'
import { hedge } from '../hedge/hedge.ts'
import { retry } from '../retry/retry.ts'
import { retryBudget } from '../retry-budget/retry-budget.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { pipeline } from './pipeline.ts'

test.each(['retry', 'hedge'] as const)(
  'a budget that a retry and a hedge share counts a call once, with the %s outside',
  async (outer) => {
    const given = { clock: new VirtualClock() }
    const budget = retryBudget({ name: 'shared', ratio: 1, perSecond: 0 }, given)
    const again = retry({ maxRetries: 0, budget })
    const twice = hedge({ name: 'reads', delay: { ms: 50 }, budget }, given)
    const policies = outer === 'retry' ? [again, twice] : [twice, again]
    const calls: number[] = []
    const work = async () => void calls.push(budget.snapshot().calls)
    await pipeline('both', policies, given).run(work)
    expect(calls).toEqual([1])
    expect(budget.snapshot()).toMatchObject({ balance: 1, calls: 0, extras: 0 })
  },
)
