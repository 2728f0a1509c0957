import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { type Aggregate, aggregate } from './aggregate.ts'
import { replay } from './fold.ts'
import { command, event } from './message.ts'
import { refuse } from './refusal.ts'

const Go = command('Go', { n: z.number() })
const Stop = command('Stop', {})
const Went = event('Went', { n: z.number() })
const Came = event('Came', {})
type State = { readonly is: 'A' } | { readonly is: 'B'; readonly n: number }
const base = aggregate('Trip', {
  commands: [Go, Stop],
  events: [Went, Came],
  initial: (): State => ({ is: 'A' }),
})
const Trip = base
  .decide({
    A: { Go: ({ n }) => (n > 1 ? refuse('TooFar', 'one at a time') : [Went({ n }), Came({})]) },
    B: { Go: (_, { n }) => refuse('Late', `gone ${n}`), Stop: () => Came({}) },
  })
  .evolve({ Went: (_, { n }) => ({ is: 'B', n }), Came: (state) => state })
const given = { id: '1', now: new Date(0) }

describe('an aggregate', () => {
  it('answers a command with its events, one as a list too', () => {
    expect(Trip.decide({ is: 'A' }, Go({ n: 1 }), given)).toEqual([Went({ n: 1 }), Came({})])
    expect(Trip.decide({ is: 'B', n: 1 }, Stop({}), given)).toEqual([Came({})])
  })

  it('refuses with the code and the sentence of its rule', () => {
    expect(Trip.decide({ is: 'A' }, Go({ n: 2 }), given)).toEqual({
      refused: 'TooFar',
      because: 'one at a time',
    })
    expect(Trip.decide({ is: 'B', n: 7 }, Go({ n: 1 }), given)).toMatchObject({ because: 'gone 7' })
  })

  it('refuses a command that is not listed under the state', () => {
    expect(Trip.decide({ is: 'A' }, Stop({}), given)).toEqual({
      refused: 'NotPossibleNow',
      because: 'Stop is not possible while Trip is A',
    })
  })

  it('takes no inherited name for a command or an event', () => {
    for (const type of ['constructor', 'toString', '__proto__']) {
      const stray = { type, data: {} } as never
      expect(Trip.decide({ is: 'A' }, stray, given)).toMatchObject({ refused: 'NotPossibleNow' })
      expect(() => Trip.evolve({ is: 'A' }, stray)).toThrow('WT_EVENT_UNKNOWN')
    }
  })

  it('is replayed from its beginning', () => {
    expect(replay(Trip, [])).toEqual({ is: 'A' })
    expect(replay(Trip, [Went({ n: 1 }), Came({}), Went({ n: 2 })])).toEqual({ is: 'B', n: 2 })
  })
})

describe('the types of an aggregate', () => {
  it('carry name, state, words and refusal codes', () => {
    expectTypeOf(Trip).toEqualTypeOf<
      Aggregate<
        'Trip',
        State,
        typeof Go | typeof Stop,
        typeof Went | typeof Came,
        'TooFar' | 'Late'
      >
    >()
  })

  it('refuse wrong states, commands and events', () => {
    // @ts-expect-error no such state
    base.decide({ Aa: { Go: ({ n }: any) => Went({ n }) } })
    // @ts-expect-error no such command
    base.decide({ A: { Goo: () => Went({ n: 1 }) } })
    // @ts-expect-error an event of another language
    base.decide({ A: { Go: () => event('Else', {})({}) } })
    // @ts-expect-error a misspelt state beside a right one
    base.decide({ A: { Go: ({ n }) => Went({ n }) }, Aa: {} })
    // @ts-expect-error a misspelt command beside a right one
    base.decide({ A: { Go: ({ n }) => Went({ n }), Goo: () => Went({ n: 1 }) } })
    // @ts-expect-error only B has an n
    base.decide({ A: { Go: (_, { n }) => Went({ n }) } })
    // @ts-expect-error nothing is promised: a domain never waits
    base.decide({ A: { Go: async ({ n }) => Went({ n }) } })
  })

  it('refuse an event without a step, and a step to no state', () => {
    // @ts-expect-error Came has no step
    base.decide({}).evolve({ Went: (_, { n }) => ({ is: 'B', n }) })
    // @ts-expect-error B without n
    base.decide({}).evolve({ Went: () => ({ is: 'B' }), Came: (state) => state })
    // @ts-expect-error no such event
    base.decide({}).evolve({ Went: (s) => s, Came: (s) => s, Gone: (s) => s })
  })
})
