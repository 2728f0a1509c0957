import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fields } from '../../fields.ts'
import { jsonSchemaOf } from '../../json-schema.ts'
import { parse } from '../../schema.ts'
import { compareContracts } from './compare-contracts.ts'
import type { Contract, Contracts } from './contracts.ts'
import { changed, fieldsOf, type ObjectShape, object, sampleOf } from './test-kit/shapes.ts'

const contracts = (kind: keyof Contract, of: ObjectShape): Contracts => {
  const side = kind === 'events' ? 'output' : 'input'
  const schema = jsonSchemaOf(fields(fieldsOf(of, 'declares')), side)
  return { version: 1, contexts: { some: { events: {}, commands: {}, [kind]: { It: schema } } } }
}
const isBroken = (kind: keyof Contract, before: ObjectShape, now: ObjectShape) =>
  compareContracts(contracts(kind, before), contracts(kind, now)).some(({ breaking }) => breaking)

const isObject = (shape: { readonly is: string }): shape is ObjectShape => shape.is === 'object'
const pair = object.chain((before) =>
  fc.tuple(
    fc.constant(before),
    fc.oneof(
      { weight: 8, arbitrary: changed(before).filter(isObject) },
      { weight: 1, arbitrary: object },
      { weight: 1, arbitrary: fc.constant(before) },
    ),
  ),
)
const numRuns = 300

/** Checks the pairs that are said not to break; answers how many there were. */
function unbroken(
  kind: keyof Contract,
  reading: (before: ObjectShape, now: ObjectShape) => (data: unknown) => boolean,
) {
  let count = 0
  fc.assert(
    fc.property(
      pair.chain(([before, now]) => {
        const written = kind === 'commands' ? before : now
        return fc.tuple(
          fc.constant([before, now] as const),
          fc.array(sampleOf(written), { minLength: 8 }),
        )
      }),
      ([[before, now], values]) => {
        if (isBroken(kind, before, now)) return
        count++
        const fits = reading(before, now)
        for (const value of values) expect(fits(value)).toBe(true)
      },
    ),
    { numRuns },
  )
  return count
}

describe('what is called not breaking', () => {
  it('lets every command that was valid be valid still', () => {
    const count = unbroken('commands', (_, now) => {
      const { validate } = fields(fieldsOf(now, 'declares'))['~standard']
      return (data) => 'value' in validate(data)
    })
    expect(count).toBeGreaterThan(numRuns / 20)
  })

  it('lets every event that may come be read by those who knew the old ones', () => {
    const count = unbroken('events', (before, now) => {
      const given = fields(fieldsOf(now, 'declares'))
      const reader = z.object(fieldsOf(before, 'reads'))
      return (data) => reader.safeParse(parse('a sample', given, data)).success
    })
    expect(count).toBeGreaterThan(numRuns / 20)
  })

  it('is every contract that stays as it is', () => {
    fc.assert(
      fc.property(object, fc.constantFrom('events', 'commands'), (same, kind) => {
        expect(compareContracts(contracts(kind, same), contracts(kind, same))).toEqual([])
      }),
    )
  })
})
