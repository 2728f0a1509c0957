import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { command, event } from '../message.ts'
import { processManager } from '../process/process-manager.ts'
import { become, cancel, done, wake } from '../process/steps.ts'
import { refuse } from '../refusal.ts'
import { send } from '../translation.ts'
import { scenario } from './scenario.ts'

const Placed = event('Placed', { total: z.int() })
const Paid = event('Paid', {})
const Take = command('Take', { amount: z.int() })
const Abandon = command('Abandon', { why: z.string() })
type State = { readonly is: 'New' } | { readonly is: 'Waiting'; readonly amount: number }

const Payment = processManager('Payment', {
  hears: [Placed, Paid],
  sends: [Take, Abandon],
  alarms: ['Overdue'],
  initial: (): State => ({ is: 'New' }),
}).on({
  events: {
    Placed: ({ total }, _, { id }) => [
      become({ is: 'Waiting', amount: total }),
      send(id, Take({ amount: total })),
      wake('Overdue', { in: '2 days' }),
    ],
    Paid: () => [cancel('Overdue'), done()],
  },
  alarms: { Overdue: (state, { id }) => send(id, Abandon({ why: `${state.is} too long` })) },
  refused: { Take: ({ because: why }, _, { id }) => [send(id, Abandon({ why })), done()] },
})
const placed = Placed({ total: 5 })
const noFunds = { refused: Take({ amount: 5 }), as: refuse('NoFunds', 'no funds') } as const

describe('a scenario of a process manager', () => {
  it('says which steps follow from an event, in order', () => {
    scenario(Payment)
      .given()
      .when(placed, { id: '7' })
      .then(
        become({ is: 'Waiting', amount: 5 }),
        send('7', Take({ amount: 5 })),
        wake('Overdue', { in: '2 days' }),
      )
    scenario(Payment).given(placed).when(Paid({})).then(cancel('Overdue'), done())
  })

  it('lets alarms ring in the state that came before, and commands be refused', () => {
    scenario(Payment)
      .given(placed)
      .when({ rings: 'Overdue' })
      .then(send('1', Abandon({ why: 'Waiting too long' })))
    scenario(Payment)
      .given(placed)
      .when(noFunds)
      .then(send('1', Abandon({ why: 'no funds' })), done())
  })

  it('has nothing follow once the process is done', () => {
    scenario(Payment).given(placed, Paid({})).when(placed).then()
  })

  it('fails with what was expected and what came', () => {
    expect(() =>
      scenario(Payment)
        .given(placed)
        .when(Paid({}))
        .then(send('1', Abandon({ why: '' }))),
    ).toThrow(
      /WT_SCENARIO_FAILED: Payment when Paid\n {2}expected\n.*Abandon.*\n {2}got\n.*Overdue/s,
    )
  })

  it('refuses what cannot happen: an alarm that is not set, a refusal of what was never sent or has no reaction', () => {
    const of = scenario(Payment)
    const never = (...happened: readonly Parameters<ReturnType<typeof of.given>['when']>[0][]) =>
      expect(() => of.given(...happened).when({ rings: 'Overdue' }))
    never().toThrow('the alarm Overdue is set')
    never(placed, Paid({})).toThrow('the alarm Overdue is set')
    never(placed, { rings: 'Overdue' }).toThrow('the alarm Overdue is set')
    expect(() => scenario(Payment).given().when(noFunds)).toThrow(
      'Take is refused as NoFunds: it was sent',
    )
    const abandoned = {
      refused: Abandon({ why: 'Waiting too long' }),
      as: refuse('No', 'no'),
    } as const
    expect(() => scenario(Payment).given(placed, { rings: 'Overdue' }).when(abandoned)).toThrow(
      'Abandon is refused as No: there is a reaction to it',
    )
  })

  it('compiles only with words of the process', () => {
    const declare = () => {
      // @ts-expect-error no such alarm
      scenario(Payment).given({ rings: 'Late' })
      // @ts-expect-error an event it does not hear
      scenario(Payment).given(event('Sunk', {})({}))
      // @ts-expect-error an event is nothing it sends
      scenario(Payment).given({ refused: Paid({}), as: refuse('No', '') })
      const outcome = scenario(Payment).given().when(placed)
      // @ts-expect-error no such alarm
      outcome.then(wake('Late', { in: '1 hour' }))
    }
    expect(declare).toBeTypeOf('function')
  })
})
