import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { BrokerStream, Stored } from './broker.ts'
import { endOf, sequenceBehind } from './places.ts'

const text = (position: number, previous: number) =>
  JSON.stringify({
    ...{ specversion: '1.0', id: `e${position}`, source: 'office', type: 'a.B.v1', subject: '7' },
    ...{ time: '2026-01-01T00:00:00Z', data: {}, position, previous },
  })

/** What may stand at a sequence: a message some positions after the last one, something else, or nothing any more. */
const slot = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 5 }) },
  fc.constant('noise' as const),
  fc.constant('gone' as const),
)

function streamOf(slots: readonly (number | 'noise' | 'gone')[], before: number) {
  let position = 0
  const kept: (Stored & { readonly position: number | undefined })[] = []
  for (const [index, one] of slots.entries()) {
    const sequence = before + index + 1
    if (one === 'gone') continue
    const previous = position
    if (one !== 'noise') position += one
    kept.push({
      sequence,
      position: one === 'noise' ? undefined : position,
      text: one === 'noise' ? '{' : text(position, previous),
    })
  }
  const last = before + slots.length
  const stream = {
    ends: async () => ({ first: kept[0]?.sequence ?? last + 1, last, made: 'once' }),
    at: async (sequence: number) => kept.find((stored) => stored.sequence === sequence),
    from: async (sequence: number) => kept.find((stored) => stored.sequence >= sequence),
  } as BrokerStream
  return { stream, kept, last, position }
}

it('everything behind a position, and as little else as can be, is found in a stream with holes and rubbish', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(slot, { maxLength: 30 }),
      fc.nat(20),
      fc.nat(100),
      async (slots, before, position) => {
        const { stream, kept, last } = streamOf(slots, before)
        const found = await sequenceBehind(position, stream, 'office')
        const behind = kept.filter((one) => (one.position ?? 0) > position)
        const until = kept.filter((one) => (one.position ?? Number.POSITIVE_INFINITY) <= position)
        expect(found).toBeLessThanOrEqual(behind[0]?.sequence ?? last + 1)
        expect(found).toBeGreaterThan(until.at(-1)?.sequence ?? 0)
      },
    ),
  ))

it('the end is the last message, whatever stands behind it', () =>
  fc.assert(
    fc.asyncProperty(fc.array(slot, { maxLength: 30 }), fc.nat(20), async (slots, before) => {
      const { stream, kept, last } = streamOf(slots, before)
      const messages = kept.filter((one) => one.position !== undefined)
      expect(await endOf(stream, 'office')).toMatchObject({
        sequence: last,
        position: messages.at(-1)?.position ?? 0,
      })
    }),
  ))
