import { sqlite } from '@watertight/eventstore/sqlite'
import type { Ports } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { host } from '../host.ts'
import { Clinic, Registered, Unconfirmed } from '../test-kit/clinic.ts'
import { Office, SeatSold, TicketPrinted, Unprinted } from '../test-kit/tickets.ts'
import { asking, inWorld } from '../test-kit/world.ts'

const office = async (ports: Ports) => ({
  ...(await host(ports, { context: Office, readModels: [Unprinted] })),
  ask: asking(ports, 'office'),
})
const clinic = async (ports: Ports) => ({
  ...(await host(ports, { context: Clinic, readModels: [Unconfirmed] })),
  ask: asking(ports, 'clinic'),
})
const register = { patient: 'ann', card: 'c' }

describe('streams are found', () => {
  it.each([
    ['nothing, the latest first', '', 'seat-8', 'latest'],
    ['the id of an aggregate', '7', 'seat-7', 'position'],
    ['the name of a stream', 'seat-8', 'seat-8', 'name'],
    ['the beginning of a name', 'seat-', 'seat-7', 'name'],
    ['a position', '2', 'seat-8', 'position'],
    ['a type of event', 'ticketprinted', 'seat-7', 'type'],
    ['the value of a tag', 'ann', 'seat-7', 'tag'],
    ['a tag', 'buyer:bob', 'seat-8', 'tag'],
  ])('by %s', (_, text, stream, by) =>
    inWorld(async (ports) => {
      const { store, ask } = await office(ports)
      await store.append('seat-7', SeatSold({ seat: '7', buyer: 'ann' }))
      await store.append('seat-8', SeatSold({ seat: '8', buyer: 'bob' }))
      for (let n = 0; n < 5; n++)
        await store.append('seat-7', TicketPrinted({ seat: '7', by: 'p' }))
      await store.append('seat-8', TicketPrinted({ seat: '8', by: 'p' }))
      const { status, body } = await ask('GET', `/log/streams?find=${encodeURIComponent(text)}`)
      expect(status).toBe(200)
      expect(body.streams).toContainEqual(expect.objectContaining({ stream, by }))
    }),
  )

  it('by a text in a row of a read model, which says who somebody is', () =>
    inWorld(async (ports) => {
      const { ask } = await office(ports)
      await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      const { body } = await ask('GET', '/log/streams?find=7')
      expect(body.streams).toMatchObject([{ stream: 'seat-7', revision: 1 }])
    }))

  it.each(['limit=0', `find=${'x'.repeat(501)}`, 'find=a&find=b'])('not by %s', (query) =>
    inWorld(async (ports) => {
      const { ask } = await office(ports)
      expect((await ask('GET', `/log/streams?${query}`)).status).toBe(422)
    }),
  )
})

describe('a stream', () => {
  it('tells where it was at a revision, a position and a time', () =>
    inWorld(async (ports) => {
      const { ask } = await office(ports)
      const times: number[] = []
      for (const path of ['7/sell-seat', '8/sell-seat', '7/return-seat']) {
        await ask('POST', `/seat/${path}`, path.includes('sell') ? { buyer: 'ann' } : {})
        times.push(ports.clock.wallTime())
        await ports.clock.sleep(1_000, new AbortController().signal)
      }
      const asOf = async (query: string) =>
        (await ask('GET', `/log/streams/seat-7?${query}`)).body.asOf
      expect(await asOf('')).toBe(2)
      expect([
        await asOf('position=0'),
        await asOf('position=2'),
        await asOf('position=3'),
      ]).toEqual([0, 1, 2])
      expect(await asOf(`time=${new Date(times[1] as number).toISOString()}`)).toBe(1)
      expect((await ask('GET', '/log/streams/seat-7')).body.outline).toHaveLength(2)
      for (const query of ['position=x', 'time=yesterday'])
        expect((await ask('GET', `/log/streams/seat-7?${query}`)).status).toBe(422)
      expect((await ask('GET', '/log/streams/seat-9')).status).toBe(404)
    }))

  it('comes as steps, each with what it changed', () =>
    inWorld(async (ports) => {
      const { ask } = await office(ports)
      await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      await ask('POST', '/seat/7/return-seat', {})
      const { body, headers } = await ask('GET', '/log/streams/seat-7/steps')
      expect(body).toMatchObject({
        base: { is: 'Free' },
        folded: 2,
        steps: [
          {
            revision: 1,
            type: 'SeatSold',
            change: [{ op: 'replace', path: '/is', value: 'Sold' }],
          },
          {
            revision: 2,
            type: 'SeatReturned',
            change: [{ op: 'replace', path: '/is', value: 'Free' }],
          },
        ],
      })
      expect(headers['cache-control']).toBe('no-store')
      expect((await ask('GET', '/log/streams/seat-7/steps?after=x')).status).toBe(422)
      expect((await ask('GET', '/log/streams/seat-9/steps')).status).toBe(404)
    }))

  it('of a decision has no state, and its events all the same', () =>
    inWorld(async (ports) => {
      const { ask } = await office(ports)
      await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      await ask('POST', '/present/1/give-present', { buyer: 'ann' })
      expect((await ask('GET', '/log/streams/present-1')).body.hasState).toBe(false)
      expect((await ask('GET', '/log/streams/present-1/steps')).body).toMatchObject({
        ...{ base: null, folded: null, steps: [{ type: 'PresentGiven', change: null }] },
      })
    }))

  it('with a megabyte in one event, and markup, is shown in part and as text', () =>
    inWorld(async (ports) => {
      const { ask, store } = await office(ports)
      const buyer = `<img src=x onerror=alert(1)>${'x'.repeat(900_000)}`
      await store.append('seat-7', SeatSold({ seat: '7', buyer }))
      const { body } = await ask('GET', '/log/streams/seat-7/events/1')
      expect(body.bytes).toBeGreaterThan(900_000)
      expect(body.data.buyer).toMatch(/^<img src=x onerror=alert\(1\)>x+… \[900028 characters\]$/)
      expect(JSON.stringify(body).length).toBeLessThan(10_000)
    }))
})

describe('an event', () => {
  it('is shown as stored and as read', () =>
    inWorld(async (ports) => {
      const { store } = await host(ports, { context: Office })
      await store.append('seat-7', SeatSold({ seat: '7', buyer: 'ann' }), {
        meta: { correlation: 's', causation: 'c' },
      })
      const { body } = await asking(ports, 'office')('GET', '/log/streams/seat-7/events/1')
      expect(body).toMatchObject({
        ...{ revision: 1, version: 1, current: 1, tags: ['buyer:ann'] },
        ...{ raw: { buyer: 'ann' }, data: { buyer: 'ann' } },
        meta: { correlation: 's', causation: 'c', trace: null, by: null },
      })
    }))

  it.each(['0', '2', 'x', '1e1'])('%s that is not there is a 404', (revision) =>
    inWorld(async (ports) => {
      const { ask } = await office(ports)
      await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      expect((await ask('GET', `/log/streams/seat-7/events/${revision}`)).status).toBe(404)
    }),
  )

  it('of an older shape is not shown as stored where nothing tells which of its fields are personal', () =>
    inWorld(async (ports) => {
      const { ask } = await clinic(ports)
      const engine = sqlite({ storage: ports.storage, name: 'clinic' })
      const old = {
        id: 'e1',
        type: 'Registered',
        version: 0,
        data: '{"whom":"ann"}',
        meta: null,
        tags: [],
      }
      const parts = [{ stream: 'file-1', expect: 'none' as const, events: [old] }]
      await engine.commit([{ parts, repeatable: false, failIf: null, writes: [], now: 1 }])
      const { body } = await ask('GET', '/log/streams/file-1/events/1')
      expect(body).toMatchObject({ version: 0, current: 1, raw: null, data: null })
      expect(body.failure).toBe('WT_EVENT_NOT_UPCAST')
      const steps = await ask('GET', '/log/streams/file-1/steps')
      expect(steps.body.failure).toContain('event 1 (Registered) cannot be folded')
    }))
})

describe('personal data', () => {
  it('is hidden in events and in states, under whichever name it stands', () =>
    inWorld(async (ports) => {
      const { ask } = await clinic(ports)
      await ask('POST', '/file/1/register', register)
      const steps = await ask('GET', '/log/streams/file-1/steps')
      expect(steps.body.steps[0].change).toContainEqual({
        op: 'add',
        path: '/who',
        value: '[personal]',
      })
      const event = await ask('GET', '/log/streams/file-1/events/1')
      expect(event.body).toMatchObject({
        raw: { patient: '[personal]', card: 'c' },
        data: { patient: '[personal]' },
      })
      expect(JSON.stringify([steps.body, event.body])).not.toContain('ann')
    }))

  it('is shown to whoever says why, of that stream, for a while, and this is kept and logged', async () => {
    const logged: string[] = []
    await inWorld(
      async (ports) => {
        const { ask, store } = await clinic(ports)
        await ask('POST', '/file/1/register', register)
        await store.append('file-2', Registered({ patient: 'bob', card: 'c' }))
        const reason = 'she asks for her own file'
        const asked = await ask('POST', '/log/disclosures', { stream: 'file-1', reason })
        expect(asked.status).toBe(201)
        const { disclosure } = asked.body
        const event = (stream: string) =>
          ask('GET', `/log/streams/${stream}/events/1?disclosure=${disclosure}`)
        expect((await event('file-1')).body.data.patient).toBe('ann')
        const steps = await ask('GET', `/log/streams/file-1/steps?disclosure=${disclosure}`)
        expect(steps.body.steps[0].change).toContainEqual({ op: 'add', path: '/who', value: 'ann' })
        expect((await event('file-2')).status).toBe(404)
        expect((await ask('GET', '/log/disclosures')).body.disclosures).toMatchObject([
          { id: disclosure, stream: 'file-1', reason, by: null },
        ])
        // whoever does not ask sees nothing, whatever was shown to others
        expect(JSON.stringify((await ask('GET', '/log/streams/file-1/steps')).body)).not.toContain(
          'ann',
        )
      },
      1,
      (level, message) => void logged.push(`${level} ${message}`),
    )
    expect(logged).toContain('warn personal data is disclosed')
  })

  it('that is a tag, and so cannot be marked, is hidden where the service says so', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office, readModels: [Unprinted], hides: ['buyer'] })
      const ask = asking(ports, 'office')
      await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      const { body } = await ask('GET', '/log/streams/seat-7/events/1')
      expect(body).toMatchObject({
        tags: ['buyer:[personal]'],
        data: { buyer: '[personal]', seat: '7' },
      })
      const found = await ask('GET', '/log/streams?find=buyer:ann')
      expect(found.body.streams).toMatchObject([{ stream: 'seat-7', by: 'tag' }])
    }))

  it.each([
    ['no reason', { stream: 'file-1' }, 422],
    ['a reason that is none', { stream: 'file-1', reason: 'because' }, 422],
    ['a stream that is not there', { stream: 'file-9', reason: 'she asks for her own file' }, 404],
    ['nothing', null, 422],
  ])('is not shown for %s', (_, body, status) =>
    inWorld(async (ports) => {
      const { ask } = await clinic(ports)
      await ask('POST', '/file/1/register', register)
      expect((await ask('POST', '/log/disclosures', body)).status).toBe(status)
      expect((await ask('GET', '/log/disclosures')).body.disclosures).toEqual([])
    }),
  )
})

describe('a story', () => {
  it('has the events of its correlation, with what caused them', () =>
    inWorld(async (ports) => {
      const { store, ask } = await office(ports)
      const sold = SeatSold({ seat: '7', buyer: 'ann' })
      const meta = { correlation: 'story-1', causation: 'request-1', trace: '00-abc-def-01' }
      await store.append('seat-7', sold, { meta })
      await store.append('seat-8', sold, { meta: { correlation: 'story-2' } })
      await store.append('seat-9', sold, { meta: { correlation: 'other', about: 'story-1' } })
      expect((await ask('GET', '/log/stories/story-1')).body).toMatchObject({
        events: [{ stream: 'seat-7', causation: 'request-1', trace: 'abc', position: 1 }],
        ...{ after: 0, to: 3, head: 3 },
      })
      expect((await ask('GET', '/log/stories/story-1?after=1')).body).toMatchObject({
        events: [],
        after: 1,
        to: 3,
      })
      expect((await ask('GET', '/log/stories/story-1?after=x')).status).toBe(422)
    }))
})
