import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { aggregate } from './aggregate.ts'
import { type Decision, decision } from './decision.ts'
import { replay } from './fold.ts'
import { command, event } from './message.ts'
import { refuse } from './refusal.ts'

const Taken = event('Taken', { seat: z.string() }, { tags: ['seat'] })
const Freed = event('Freed', { seat: z.string() }, { tags: ['seat'] })
const Take = command('Take', { seat: z.string() })
const Other = event('Other', {})

const words = {
  command: Take,
  events: [Taken, Freed],
  reads: ({ seat }: { readonly seat: string }) => ({ tags: { seat } }),
  initial: () => ({ free: true }),
} as const
const evolve = { Taken: () => ({ free: false }), Freed: () => ({ free: true }) }
const Seat = decision('Seat', words, {
  evolve,
  decide: ({ seat }, { free }) => (free ? Taken({ seat }) : refuse('Occupied', `${seat} is taken`)),
})
const given = { id: '1', now: new Date(0) }

describe('a decision', () => {
  it('says what it reads, folds it, and answers with events', () => {
    expect(Seat.reads({ seat: 'a' }, '1')).toEqual({ tags: { seat: 'a' } })
    const state = replay(Seat, [Taken({ seat: 'a' }), Freed({ seat: 'a' })])
    expect(Seat.decide(state, Take({ seat: 'a' }), given)).toEqual([Taken({ seat: 'a' })])
  })

  it('refuses with the code and the sentence of its rule', () => {
    const state = replay(Seat, [Taken({ seat: 'a' })])
    expect(Seat.decide(state, Take({ seat: 'a' }), given)).toEqual({
      refused: 'Occupied',
      because: 'a is taken',
    })
  })

  it('says what aggregates have to know of it from the same moment on; nothing where nothing is said', () => {
    const Row = aggregate('Row', {
      commands: [],
      events: [Taken],
      initial: () => ({ is: 'There' }) as const,
    })
      .decide({})
      .evolve({ Taken: (state) => state })
    const Known = decision('Seat', words, {
      evolve,
      decide: ({ seat }) => Taken({ seat }),
      alongside: (event) => [{ of: Row, to: 'r1', event }],
    })
    const taken = Taken({ seat: 'a' })
    expect(Known.alongside(taken)).toEqual([{ of: Row, to: 'r1', event: taken }])
    expect(Seat.alongside(taken)).toEqual([])
  })

  it('does not fold an event that it does not know', () => {
    for (const type of ['Other', 'constructor'])
      expect(() => Seat.evolve({ free: true }, { type, data: {} } as never)).toThrow(
        'WT_EVENT_UNKNOWN',
      )
  })
})

describe('the types of a decision', () => {
  it('carry name, state, words and refusal codes', () => {
    expectTypeOf(Seat).toEqualTypeOf<
      Decision<'Seat', { free: boolean }, typeof Take, typeof Taken | typeof Freed, 'Occupied'>
    >()
  })

  it('refuse a missing step, a foreign event and a query over one', () => {
    const decide = () => Taken({ seat: 'a' })
    // @ts-expect-error Freed has no step
    decision('Seat', words, { evolve: { Taken: evolve.Taken }, decide })
    // @ts-expect-error an event of another language
    decision('Seat', words, { evolve, decide: () => Other({}) })
    // @ts-expect-error a query over an event that is not read
    decision('Seat', { ...words, reads: () => ({ types: [Other] }) }, { evolve, decide })
    // @ts-expect-error no field of the command
    decision('Seat', words, { evolve, decide: ({ row }) => Taken({ seat: row }) })
    // @ts-expect-error free is no number
    decision('Seat', words, { evolve: { ...evolve, Taken: () => ({ free: 0 }) }, decide })
  })
})
