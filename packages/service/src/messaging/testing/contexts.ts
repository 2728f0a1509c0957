import {
  aggregate,
  type BoundedContext,
  boundedContext,
  command,
  event,
  publish,
  publishedLanguage,
  type Schema,
  send,
  translation,
} from '@watertight/domain'

const whole: Schema<number, number> = {
  '~standard': {
    version: 1,
    vendor: 'watertight',
    validate: (value) =>
      Number.isSafeInteger(value)
        ? { value: value as number }
        : { issues: [{ message: 'expected a whole number' }] },
  },
}

// a bank that publishes every deposit, numbered within its account
const Deposit = command('Deposit', { amount: whole })
export const Deposited = event('Deposited', { amount: whole, number: whole })
const Account = aggregate('Account', {
  commands: [Deposit],
  events: [Deposited],
  initial: (): { is: 'Open'; deposits: number } => ({ is: 'Open', deposits: 0 }),
})
  .decide({
    Open: { Deposit: ({ amount }, { deposits }) => Deposited({ amount, number: deposits + 1 }) },
  })
  .evolve({ Deposited: (_, { number }) => ({ is: 'Open', deposits: number }) })
const DepositedV1 = event('bank.Deposited.v1', { amount: whole, number: whole })
export const BankLanguage = publishedLanguage('bank', [DepositedV1])

export const Bank: BoundedContext = boundedContext('bank', {
  purpose: 'Takes deposits.',
  owns: [Account],
  accepts: [Deposit],
  speaks: BankLanguage,
  publishes: [publish(DepositedV1, Deposited, (data) => data)],
})

// books that enter each deposit as often as they are told to, in the order in which they hear of it
const Enter = command('Enter', { number: whole })
export const Entered = event('Entered', { number: whole })
const Page = aggregate('Page', {
  commands: [Enter],
  events: [Entered],
  initial: (): { is: 'Open' } => ({ is: 'Open' }),
})
  .decide({ Open: { Enter: ({ number }) => Entered({ number }) } })
  .evolve({ Entered: (page) => page })

/** Books whose code fails on deposits of this amount while `isBroken` says so. */
export const poisonous = 13
export const books = (isBroken: () => boolean): BoundedContext =>
  boundedContext('books', {
    purpose: 'Enters deposits.',
    owns: [Page],
    hears: [
      translation(
        { from: BankLanguage, sends: [Enter] },
        {
          'bank.Deposited.v1': ({ amount, number }, { id }) => {
            if (amount === poisonous && isBroken()) throw new Error(`cannot enter ${amount}`)
            return send(id, Enter({ number }))
          },
        },
      ),
    ],
  })
