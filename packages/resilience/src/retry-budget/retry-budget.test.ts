import { describe, expect, test } from 'vitest'
import { VirtualClock } from '../virtual-clock.ts'
import { retryBudget } from './retry-budget.ts'

const build = (options: object = {}) => {
  const clock = new VirtualClock()
  return { clock, budget: retryBudget({ name: 'cards', ...options }, { clock }) }
}
const take = (budget: ReturnType<typeof retryBudget>, times: number) => {
  let granted = 0
  for (let i = 0; i < times; i++) {
    if (!budget.tryWithdraw()) continue
    granted++
    budget.endExtra()
  }
  return granted
}

describe('tokens', () => {
  test('a fifth of the calls may be extra, on top of what each second earns', () => {
    const { budget } = build({ perSecond: 1 })
    for (let i = 0; i < 100; i++) budget.deposit()
    expect(take(budget, 1000)).toBe(20 + 10)
  })

  test('a quiet client may retry', () => {
    expect(take(build({ perSecond: 1 }).budget, 1000)).toBe(10)
  })

  test('what was earned is forgotten after the window, and so is what was spent', async () => {
    const { clock, budget } = build({ perSecond: 1 })
    for (let i = 0; i < 100; i++) budget.deposit()
    take(budget, 5)
    expect(budget.snapshot().balance).toBe(25)
    await clock.advance(10_000)
    expect(budget.snapshot().balance).toBe(10)
    take(budget, 10)
    expect(budget.tryWithdraw()).toBe(false)
    await clock.advance(10_000)
    expect(budget.snapshot().balance).toBe(10)
  })

  test('without a share and without a reserve there is no extra attempt', () => {
    expect(take(build({ ratio: 0, perSecond: 0 }).budget, 10)).toBe(0)
  })
})

describe('places', () => {
  test('of the calls in flight a fifth may be extra attempts, three at least', () => {
    const { budget } = build({ perSecond: 1000 })
    const hold = () => {
      while (budget.tryWithdraw());
      return budget.snapshot().extras
    }
    expect(hold()).toBe(3)
    for (let i = 0; i < 50; i++) budget.deposit()
    expect(hold()).toBe(10)
    for (let i = 0; i < 50; i++) budget.endCall()
    expect(budget.tryWithdraw()).toBe(false)
    for (let i = 0; i < 8; i++) budget.endExtra()
    expect(hold()).toBe(3)
  })

  test('counts what it granted and refused', () => {
    const { budget } = build()
    for (let i = 0; i < 5; i++) budget.tryWithdraw()
    expect(budget.snapshot()).toMatchObject({ name: 'cards', granted: 3, refused: 2, extras: 3 })
  })
})

test.each([
  ['ratio', 1.5],
  ['ratio', Number.NaN],
  ['perSecond', -1],
  ['windowMs', 0],
  ['concurrencyRatio', -0.1],
  ['concurrencyFloor', 1.5],
])('%s %d is refused by name', (option, value) => {
  expect(() => build({ [option]: value })).toThrow(
    new RegExp(`WT_INVALID_OPTION: retry budget cards: ${option} is ${value}`),
  )
})

test('an option it does not know is refused by name', () => {
  expect(() => build({ ratioo: 5 })).toThrow('WT_INVALID_OPTION: retry budget cards: ratioo is 5')
})
