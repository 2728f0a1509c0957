import { VirtualWorld } from '@watertight/ports/virtual'
import { expect, test } from 'vitest'
import { clientName } from './client-name.ts'
import { RateLimits } from './rate-limits.ts'
import { rulesFor } from './test-kit/door.ts'

const films = { address: '10.0.0.1', port: 80, labels: {}, weight: 1 }
const http = 'http: [{ name: dear, directResponse: { status: 204 } }]'

const inTime = async (
  work: (
    sleep: (ms: number) => Promise<void>,
    limits: (rates: string) => RateLimits,
  ) => Promise<void>,
) => {
  const world = new VirtualWorld({ seed: 1 })
  try {
    await world.run(() =>
      world.host('one', ({ clock }) =>
        work(
          (ms) => clock.sleep(ms, new AbortController().signal),
          (rates) => new RateLimits(rulesFor([films], http, { rates }), clock),
        ),
      ),
    )
  } finally {
    await world.stop()
  }
}

test('a bucket takes its burst at once, then as much as flows in', () =>
  inTime(async (sleep, limits) => {
    const rates = limits('{ eachClient: { perSecond: 2, burst: 3 } }')
    const asks = () => rates.refuse('a', undefined) === undefined
    expect([asks(), asks(), asks(), asks()]).toEqual([true, true, true, false])
    await sleep(500)
    expect([asks(), asks()]).toEqual([true, false])
    expect(rates.refuse('a', undefined)).toBeCloseTo(500)
    expect(rates.refuse('b', undefined)).toBeUndefined()
  }))

test('a route has one bucket for all, and one for each client; what one refuses takes nothing of the other', () =>
  inTime(async (_, limits) => {
    const rates = limits(
      '{ routes: { dear: { all: { perSecond: 1, burst: 3 }, eachClient: { perSecond: 1 } } } }',
    )
    const asks = (client: string) =>
      rates.refuse(client, { name: 'default/films: dear' }) === undefined
    expect([asks('a'), asks('a'), asks('a'), asks('b'), asks('c'), asks('d')]).toEqual([
      true,
      false,
      false,
      true,
      true,
      false,
    ])
    expect(rates.refuse('a', { name: 'default/films: cheap' })).toBeUndefined()
  }))

test('only so many clients are remembered, the last ones', () =>
  inTime(async (_, limits) => {
    const rates = limits('{ eachClient: { perSecond: 0.001 } }')
    rates.refuse('first', undefined)
    for (let i = 0; i < 10_000; i++) {
      if (i === 5_000) expect(rates.refuse('first', undefined)).toBeGreaterThan(0)
      rates.refuse(`client ${i}`, undefined)
    }
    expect(rates.snapshot()[0]?.clients).toBe(10_000)
    expect(rates.refuse('first', undefined)).toBeGreaterThan(0)
    expect(rates.refuse('client 0', undefined)).toBeUndefined()
  }))

test.each([
  ['10.0.0.1', {}, false, '10.0.0.1'],
  ['::ffff:10.0.0.1', {}, false, '10.0.0.1'],
  ['2001:db8:1:2:3:4:5:6', {}, false, '2001:db8:1:2'],
  ['10.0.0.1', { 'x-forwarded-for': '1.1.1.1' }, false, '10.0.0.1'],
  ['10.0.0.1', { 'x-forwarded-for': '1.1.1.1, 2.2.2.2' }, true, '2.2.2.2'],
  ['10.0.0.1', {}, true, '10.0.0.1'],
  [undefined, {}, false, ''],
])('%s is one client', (remote, headers, behindProxy, name) => {
  expect(clientName(remote, headers, behindProxy)).toBe(name)
})
