import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { command, event } from '../message.ts'
import { personal } from '../personal.ts'
import { refuse } from '../refusal.ts'
import { send } from '../translation.ts'
import { type Duration, milliseconds } from './duration.ts'
import { processManager } from './process-manager.ts'
import { become, cancel, done, wake } from './steps.ts'

const Placed = event('Placed', { total: z.int() })
const Paid = event('Paid', { order: z.string() })
const Take = command('Take', { amount: z.int() })
const Abandon = command('Abandon', {})
type State = { readonly is: 'New' } | { readonly is: 'Waiting'; readonly amount: number }

const words = {
  hears: [Placed, Paid],
  sends: [Take, Abandon],
  alarms: ['Overdue'],
  initial: (): State => ({ is: 'New' }),
  instance: { Paid: ({ order }: { order: string }) => order },
} as const
const Payment = processManager('Payment', words).on({
  events: {
    Placed: ({ total }, _, { id }) => [
      become({ is: 'Waiting', amount: total }),
      send(id, Take({ amount: total })),
      wake('Overdue', { in: '2 days' }),
    ],
    Paid: () => [cancel('Overdue'), done()],
  },
  alarms: { Overdue: (_, { id }) => send(id, Abandon({})) },
  refused: { Take: (_, state, { id }) => (state.is === 'New' ? [] : send(id, Abandon({}))) },
})
const about = { id: '7', at: new Date('2026-01-01T00:00:00Z') }
const waiting: State = { is: 'Waiting', amount: 5 }

describe('a process manager', () => {
  it('answers an event with steps, as data', () => {
    expect(Payment.react(Placed({ total: 5 }), Payment.initial(), about)).toEqual([
      { become: waiting },
      { to: '7', command: { type: 'Take', data: { amount: 5 } } },
      { wake: 'Overdue', at: { afterMs: 172_800_000 } },
    ])
  })

  it('belongs to the stream heard, or to what the event names', () => {
    expect(Payment.instanceOf(Placed({ total: 5 }), about)).toBe('7')
    expect(Payment.instanceOf(Paid({ order: '9' }), about)).toBe('9')
  })

  it('answers its alarms, and passes over one it does not know any more', () => {
    const abandon = [{ to: '7', command: { type: 'Abandon', data: {} } }]
    expect(Payment.ring('Overdue', waiting, about)).toEqual(abandon)
    expect(Payment.ring('constructor' as never, waiting, about)).toEqual([])
  })

  it('compensates a refusal, and says so where it has no answer to one', () => {
    const refusal = refuse('NoFunds', 'the card has none')
    expect(Payment.refused(Take({ amount: 5 }), refusal, waiting, about)).toHaveLength(1)
    expect(Payment.refused(Abandon({}), refusal, waiting, about)).toBe(undefined)
  })

  it('does not know the events of others, nor answer one thing twice', () => {
    expect(() => Payment.react({ type: 'Sunk', data: {} } as never, waiting, about)).toThrow(
      'WT_EVENT_UNKNOWN',
    )
    const torn = processManager('Torn', words).on({
      events: { Placed: () => [become(waiting), become(waiting)], Paid: () => [] },
      alarms: { Overdue: () => [] },
    })
    expect(() => torn.react(Placed({ total: 1 }), waiting, about)).toThrow(
      'answers become twice at once',
    )
  })

  it('never says two things of one alarm at once', () => {
    const ring = { Overdue: () => [] }
    const answering = (
      ...steps: readonly ReturnType<typeof wake | typeof cancel | typeof done>[]
    ) =>
      expect(() =>
        processManager('Torn', words)
          .on({ events: { Placed: () => steps as never, Paid: () => [] }, alarms: ring })
          .react(Placed({ total: 1 }), waiting, about),
      )
    const later = wake('Overdue', { in: '1 hour' })
    answering(later, cancel('Overdue')).toThrow('the alarm Overdue twice at once')
    answering(later, done()).toThrow('sets the alarm Overdue and is done at once')
    answering(cancel('Overdue'), done()).not.toThrow()
    expect(() => wake('Overdue', { at: new Date(Number.NaN) })).toThrow('is set to no time')
  })

  it('has a name, a version, alarms of different names and processes with ids', () => {
    const made = (more: object) => expect(() => processManager('P', { ...words, ...more }))
    made({ alarms: ['Late', 'Late'] }).toThrow('has one of the alarms Late,Late twice')
    made({ version: 0 }).toThrow('WT_PROCESS_INVALID')
    expect(() => processManager('', words)).toThrow('has no name')
    expect(() => Payment.instanceOf(Paid({ order: '' }), about)).toThrow('a process without an id')
  })

  it('compiles only with a reaction to everything it hears, in its own words', () => {
    const declare = () => {
      const named = processManager('Named', words)
      // @ts-expect-error Paid has no reaction
      named.on({ events: { Placed: () => [] }, alarms: { Overdue: () => [] } })
      // @ts-expect-error Overdue has no reaction
      named.on({ events: { Placed: () => [], Paid: () => [] }, alarms: {} })
      const events = { Placed: () => [], Paid: () => [] }
      named.on({
        events,
        // @ts-expect-error no such alarm
        alarms: { Overdue: () => wake('Late', { in: '1 hour' }) },
      })
      // @ts-expect-error no whole number
      wake('Overdue', { in: '1.5 days' })
      // @ts-expect-error no such unit
      wake('Overdue', { in: '1 fortnight' })
    }
    expect(declare).toBeTypeOf('function')
  })
})

describe('a duration', () => {
  it('is a whole number and a unit', () => {
    expect(milliseconds('90 seconds')).toBe(90_000)
    expect(milliseconds('1 hour')).toBe(3_600_000)
    for (const wrong of ['1.5 days', '-1 days', '1e3 days', '2days', '999999 days', 'soon'])
      expect(() => milliseconds(wrong as Duration)).toThrow('WT_DURATION_INVALID')
  })
})

describe('personal data', () => {
  it('is known by field, and checked as before', () => {
    const Joined = event('Joined', { email: personal(z.email()), plan: z.string() })
    expect(Joined.personal).toEqual(['email'])
    expect(Joined({ email: 'ana@example.org', plan: 'a' }).data.email).toBe('ana@example.org')
    expect(() => Joined({ email: 'nobody', plan: 'a' })).toThrow('WT_INPUT_INVALID')
  })
})
