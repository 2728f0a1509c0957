import { describe, expect, test } from 'vitest'
import { VirtualClock } from '../virtual-clock.ts'
import { throttle } from './throttle.ts'

const build = (options: object = {}, chance = 0.5) => {
  const clock = new VirtualClock()
  const given = { clock, random: () => chance }
  return { clock, cards: throttle({ name: 'cards', minimumCalls: 10, ...options }, given) }
}
const ask = (cards: ReturnType<typeof throttle>, times: number, outcome: 'success' | 'failure') => {
  for (let i = 0; i < times; i++) cards.tryAcquire()?.record(outcome, 1)
}

describe('the share that is refused', () => {
  test('none while half of the calls are accepted', () => {
    const { cards } = build()
    ask(cards, 50, 'success')
    ask(cards, 50, 'failure')
    expect(cards.snapshot()).toMatchObject({ requests: 100, accepts: 50, refusal: 0 })
  })

  test('requests less twice the accepted ones, of the requests and one', () => {
    const { cards } = build({}, 0.999)
    ask(cards, 20, 'success')
    ask(cards, 80, 'failure')
    expect(cards.snapshot().refusal).toBeCloseTo((100 - 2 * 20) / 101)
  })

  test('never more than the cap', () => {
    const { cards } = build({ maxRefusal: 0.8 }, 0.999)
    ask(cards, 1000, 'failure')
    expect(cards.snapshot().refusal).toBe(0.8)
  })

  test('a smaller k refuses earlier', () => {
    const { cards } = build({ k: 1.1 }, 0.999)
    ask(cards, 80, 'success')
    ask(cards, 20, 'failure')
    expect(cards.snapshot().refusal).toBeCloseTo((100 - 1.1 * 80) / 101)
  })
})

test('a request counts when it is asked for: calls that hang are not accepted ones', () => {
  const { cards } = build({}, 0)
  for (let i = 0; i < 10; i++) expect(cards.tryAcquire()).toBeDefined()
  expect(cards.tryAcquire()).toBeUndefined()
  expect(cards.snapshot()).toMatchObject({ requests: 11, rejected: 1 })
})

test('too few calls are no evidence', () => {
  const { cards } = build({}, 0)
  ask(cards, 9, 'failure')
  expect(cards.snapshot().refusal).toBe(0)
})

test('an ignored call is taken out of the count', () => {
  const { cards } = build()
  cards.tryAcquire()?.record('ignored', 1)
  expect(cards.snapshot().requests).toBe(0)
})

test('an old window is forgotten, also when nobody calls', async () => {
  const { clock, cards } = build({}, 0.999)
  ask(cards, 100, 'failure')
  await clock.advance(120_000)
  expect(cards.snapshot()).toMatchObject({ requests: 0, accepts: 0, refusal: 0 })
})

test('a refusal is thrown by run and never starts the work', async () => {
  const { cards } = build({}, 0)
  ask(cards, 100, 'failure')
  let calls = 0
  await expect(cards.run(() => void calls++)).rejects.toMatchObject({ code: 'WT_THROTTLED' })
  expect(calls).toBe(0)
})

test.each([
  ['k', 0.5],
  ['windowMs', 0],
  ['maxRefusal', 1],
  ['minimumCalls', -1],
])('%s %d is refused by name', (option, value) => {
  expect(() => build({ [option]: value })).toThrow(`throttle cards: ${option} is ${value}`)
})

test('an option it does not know is refused by name', () => {
  expect(() => build({ window: 5 })).toThrow('WT_INVALID_OPTION: throttle cards: window is 5')
})
