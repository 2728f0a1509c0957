import { describe, expect, it } from 'vitest'
import { host } from '../host.ts'
import { Office } from '../test-kit/tickets.ts'
import { asking, inWorld } from '../test-kit/world.ts'
import { keyDefaults, RequestKeys } from './request-keys.ts'

const never = new AbortController().signal
const hour = 60 * 60 * 1_000

describe('an idempotency key', () => {
  it('is remembered for as long as told, then forgotten', () =>
    inWorld(async (ports) => {
      const { store } = await host(ports, { context: Office, http: { keepKeysMs: hour / 10 } })
      const ask = asking(ports, 'office')
      await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' }, 'k1')
      await ports.clock.sleep(hour / 10 - 1_000, never)
      await ask('POST', '/seat/8/sell-seat', { buyer: 'ann' }, 'k2')
      const again = await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' }, 'k1')
      expect(again.headers).toMatchObject({ 'idempotency-replayed': 'true' })
      await ports.clock.sleep(keyDefaults.everyMs + 2_000, never)
      expect((await store.rows(RequestKeys).find()).map(({ key }) => key)).toEqual(['k2'])
      const late = await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' }, 'k1')
      expect(late.body.code).toBe('SeatTaken')
    }))

  it('is kept for seven days unless told', () => {
    expect(keyDefaults.keepMs).toBe(7 * 24 * hour)
  })

  it('goes in batches, and appends come in between', () =>
    inWorld(async (ports) => {
      const { store } = await host(ports, { context: Office, http: { keepKeysMs: 1_000 } })
      const { batch } = keyDefaults
      const row = { fingerprint: '', stream: '', revision: 1, position: 1, at: 0 }
      const keys = Array.from({ length: 2 * batch + 5 }, (_, n) => `k${n}`)
      await store.write(keys.map((key) => RequestKeys.put({ ...row, key })))
      await ports.clock.sleep(keyDefaults.everyMs - 500, never)
      const left: number[] = []
      const seen = new Set<number>()
      while (seen.size < 4 && ports.clock.now() < hour) {
        const { length } = await store.rows(RequestKeys).find()
        if (!seen.has(length)) left.push(length)
        seen.add(length)
        await ports.clock.sleep(10, never)
      }
      expect(left).toEqual([2 * batch + 5, batch + 5, 5, 0])
    }))

  it('has 1 to 255 visible characters of ASCII', () =>
    inWorld(async (ports) => {
      const { store } = await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      for (const key of ['', ' ', 'a b', 'x'.repeat(256), 'caf\u00e9'])
        expect(await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' }, key)).toMatchObject({
          status: 400,
          body: { code: 'WT_KEY_INVALID', type: '/problems/WT_KEY_INVALID' },
        })
      expect(await store.head()).toBe(0)
      expect(
        await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' }, '~'.repeat(255)),
      ).toMatchObject({ status: 201 })
    }))
})
