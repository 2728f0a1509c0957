import { circuitBreaker } from '@watertight/resilience'
import { expect, test } from 'vitest'
import { host } from '../host.ts'
import { Office } from '../test-kit/tickets.ts'
import { asking, inWorld } from '../test-kit/world.ts'

test('operators see circuit breakers, force one open and give the decision back', () =>
  inWorld(async (ports) => {
    const printer = circuitBreaker({ name: 'printer' }, { clock: ports.clock })
    await host(ports, {
      context: Office,
      breakers: () => ({ printer, scanner: undefined }),
    })
    const ask = asking(ports, 'office')
    expect((await ask('GET', '/breakers')).body).toMatchObject({
      printer: { state: 'closed', mode: 'automatic' },
    })
    const forced = await ask('POST', '/breakers/printer', { mode: 'forced open' })
    expect(forced.body).toMatchObject({ state: 'open', mode: 'forced open' })
    expect(printer.tryAcquire()).toBeUndefined()
    const back = await ask('POST', '/breakers/printer', { mode: 'automatic' })
    expect(back.body).toMatchObject({ state: 'half-open', mode: 'automatic' })
  }))

test.for([
  ['/breakers/printer', { mode: 'ajar' }, 422],
  ['/breakers/printer', {}, 422],
  ['/breakers/toString', { mode: 'automatic' }, 404],
  ['/breakers/scanner', { mode: 'automatic' }, 404],
] as const)('%s with %j is refused', ([path, body, status]) =>
  inWorld(async (ports) => {
    const printer = circuitBreaker({ name: 'printer' }, { clock: ports.clock })
    await host(ports, { context: Office, breakers: () => ({ printer, scanner: undefined }) })
    expect((await asking(ports, 'office')('POST', path, body)).status).toBe(status)
    expect(printer.snapshot().mode).toBe('automatic')
  }),
)

test('the tag of the answer is another one as soon as something happens to a breaker, and not before', () =>
  inWorld(async (ports) => {
    const options = {
      name: 'printer',
      window: { inARow: 1 },
      openMs: 9_000,
    }
    const printer = circuitBreaker(options, { clock: ports.clock })
    await host(ports, { context: Office, breakers: () => ({ printer }) })
    const tag = async () => {
      const call = { to: 'office', method: 'GET', path: '/breakers', deadline: Infinity }
      return (await ports.transport.call(call)).headers.etag
    }
    const later = () => ports.clock.sleep(1_000, new AbortController().signal)
    const closed = await tag()
    await later()
    expect(await tag()).toBe(closed)
    printer.tryAcquire()?.record('failure', 1)
    const open = await tag()
    expect(open).not.toBe(closed)
    await later()
    expect(await tag()).toBe(open)
    for (let second = 0; second < 9; second++) await later()
    expect(await tag()).not.toBe(open)
  }))
