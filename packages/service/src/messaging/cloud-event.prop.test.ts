import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PublishedEvent, readMessage } from './cloud-event.ts'

const sound: PublishedEvent = {
  ...{ specversion: '1.0', id: 'e1', source: 'office', type: 'tickets.SeatSold.v1' },
  ...{ subject: '7', time: '2026-01-01T00:00:00.000Z', data: { buyer: 'ann' } },
  ...{ position: 3, previous: 1 },
}
const read = (change: object) => readMessage(JSON.stringify({ ...sound, ...change }), 'office')

describe('a message', () => {
  it('is read as it was written', () => {
    expect(read({})).toEqual({ is: 'event', arrived: sound })
    const caused = { traceparent: 'x', correlationid: 'y' }
    expect(read(caused)).toEqual({ is: 'event', arrived: { ...sound, ...caused } })
    expect(read({ traceparent: 7, correlationid: '' })).toEqual({ is: 'event', arrived: sound })
  })

  it.each([
    ['specversion', '0.3'],
    ['id', ''],
    ['type', 7],
    ['subject', null],
    ['time', 'yesterday'],
    ['time', '2026-13-01T00:00:00Z'],
    ['data', undefined],
    ['Colour', 'red'],
  ])('keeps its place when its %s is %j', (attribute, value) => {
    expect(read({ [attribute]: value })).toMatchObject({
      is: 'misfit',
      arrived: { position: 3, previous: 1, misfit: expect.any(String) },
    })
  })

  it.each([
    ['source', 'shop'],
    ['position', 0.5],
    ['position', 1],
    ['previous', -1],
    ['previous', '1'],
  ])('has no place when its %s is %j', (attribute, value) => {
    expect(read({ [attribute]: value }).is).toBe('noise')
  })

  it('may be anything at all without an error', () => {
    const attribute = fc.constantFrom(...Object.keys(sound), '__proto__', 'data_base64')
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(['event', 'misfit', 'mark', 'noise']).toContain(readMessage(text, 'office').is)
      }),
    )
    fc.assert(
      fc.property(fc.dictionary(attribute, fc.jsonValue()), (change) => {
        const { is } = read(change)
        expect(['event', 'misfit', 'noise']).toContain(is)
      }),
    )
  })
})
