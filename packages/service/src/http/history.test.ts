import { describe, expect, it } from 'vitest'
import { host } from '../host.ts'
import { Office } from '../test-kit/tickets.ts'
import { asking, inWorld } from '../test-kit/world.ts'

describe('the history of an aggregate', () => {
  it('has the revision as its etag, and is not sent to whoever has it', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      const read = (tag?: string) =>
        ask('GET', '/seat/7/history', undefined, undefined, tag ? { 'if-none-match': tag } : {})
      await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      expect(await read()).toMatchObject({ status: 200, headers: { etag: '"1"' } })
      for (const tag of ['"1"', 'W/"1"', '"9", "1"', '*'])
        expect(await read(tag)).toMatchObject({
          status: 304,
          headers: { etag: '"1"', 'x-position': '1' },
          body: '',
        })
      await ask('POST', '/seat/7/return-seat', {})
      const newer = await read('"1"')
      expect(newer).toMatchObject({ status: 200, headers: { etag: '"2"', 'x-position': '2' } })
      expect(newer.body.events).toHaveLength(2)
    }))

  it('of nothing is a 404, whatever the reader has', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      for (const tag of ['*', '"0"', '"1"'])
        expect(
          await ask('GET', '/seat/7/history', undefined, undefined, { 'if-none-match': tag }),
        ).toMatchObject({ status: 404, body: { code: 'WT_NOT_FOUND' } })
    }))
})
