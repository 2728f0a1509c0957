import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { aggregate } from './aggregate.ts'
import { boundedContext } from './bounded-context.ts'
import { command, event } from './message.ts'
import { processManager } from './process/process-manager.ts'
import { done } from './process/steps.ts'
import { publishedLanguage } from './published-language.ts'

const Place = command('Place', { total: z.string() })
const Placed = event('Placed', { total: z.string() })
const Order = aggregate('Order', {
  commands: [Place],
  events: [Placed],
  initial: () => ({ is: 'Any' }) as const,
})
  .decide({ Any: { Place: ({ total }) => Placed({ total }) } })
  .evolve({ Placed: (state) => state })

const Take = command('Take', { total: z.string() })
const Taken = event('Taken', {})
const PaymentsLanguage = publishedLanguage('payments', [], { Payment: [Take] })
const Payment = aggregate('Payment', {
  commands: [Take],
  events: [Taken],
  initial: () => ({ is: 'Any' }) as const,
})
  .decide({ Any: { Take: () => Taken({}) } })
  .evolve({ Taken: (state) => state })

const paying = (name: string, sends = [Take]) =>
  processManager(name, { hears: [Placed], sends, initial: () => 0 }).on({
    events: { Placed: () => [done()] },
    alarms: {},
  })
const orders = { purpose: 'Takes orders.', owns: [Order], accepts: [Place] }
const Paying = paying('Paying')

describe('a context that calls another', () => {
  it('names the process managers it runs and the languages it calls', () => {
    const context = boundedContext('orders', {
      ...orders,
      runs: [Paying],
      calls: [PaymentsLanguage],
    })
    expect(context.runs).toEqual([Paying])
    expect(context.calls).toEqual([PaymentsLanguage])
  })

  it('is refused when nobody would decide what a process manager sends, or two would', () => {
    expect(() => boundedContext('orders', { ...orders, runs: [Paying] })).toThrow(
      'runs Paying, which sends Take, and neither it nor a context it calls decides it',
    )
    const other = publishedLanguage('savings', [], { Account: [command('Take', {})] })
    const calls = [PaymentsLanguage, other]
    expect(() => boundedContext('orders', { ...orders, runs: [Paying], calls })).toThrow(
      'and two would decide it',
    )
  })

  it('is refused when a process manager hears what is never recorded here', () => {
    expect(() =>
      boundedContext('payments', { purpose: '', owns: [Payment], runs: [paying('P')] }),
    ).toThrow('runs P, which hears Placed, and nothing it owns records it')
  })

  it('is refused when it calls itself, calls one twice or runs two of one name', () => {
    const words = { ...orders, runs: [Paying, paying('Paying')], calls: [PaymentsLanguage] }
    expect(() => boundedContext('orders', words)).toThrow('runs one of Paying,Paying twice')
    expect(() => boundedContext('payments', { ...orders, calls: [PaymentsLanguage] })).toThrow(
      'calls itself',
    )
    const calls = [PaymentsLanguage, PaymentsLanguage]
    expect(() => boundedContext('orders', { ...orders, calls })).toThrow('calls one of')
  })
})

describe('commands in a published language', () => {
  it('are kept: the aggregate decides them and the context accepts them', () => {
    const words = { purpose: 'Takes money.', owns: [Payment], speaks: PaymentsLanguage }
    expect(() => boundedContext('payments', words)).toThrow('promises Take and does not accept it')
    expect(() =>
      boundedContext('payments', {
        ...words,
        accepts: [Take],
        speaks: publishedLanguage('payments', [], { Refund: [Take] }),
      }),
    ).toThrow('promises that Refund decides Take, and it does not')
    expect(boundedContext('payments', { ...words, accepts: [Take] }).speaks).toBe(PaymentsLanguage)
  })
})
