import { aggregate, type DataOf, isRefusal, Money, refuse } from '@watertight/domain'
import { ageOf } from '../delinquency/age.ts'
import {
  AccountAged,
  AgeAccount,
  BoardLoan,
  FeeCharged,
  LoanBoarded,
  LoanPaidOff,
  PaymentReceived,
  PaymentReturned,
  ReceivePayment,
  ReturnPayment,
} from '../language.ts'
import { type Account, accountOn, type LedgerEntry } from './account.ts'
import { agreedSchedule, lateTerms, type Terms } from './terms.ts'

/** A loan and its ledger; what is owed is always folded from it anew. */
export interface Serviced {
  readonly terms: Terms
  readonly ledger: readonly LedgerEntry[]
  /** References of payments that were returned: they are not used again. */
  readonly returned: readonly string[]
  /** The last day on which its age was looked at; empty before. */
  readonly agedOn: string
}

type State = { readonly is: 'Nothing' } | ({ readonly is: 'Active' | 'PaidOff' } & Serviced)

/** One loan from its first day to the last cent. */
export const LoanAccount = aggregate('LoanAccount', {
  commands: [BoardLoan, ReceivePayment, ReturnPayment, AgeAccount],
  events: [LoanBoarded, PaymentReceived, PaymentReturned, FeeCharged, AccountAged, LoanPaidOff],
  initial: (): State => ({ is: 'Nothing' }),
})
  .decide({
    Nothing: {
      BoardLoan: (terms, _, { id }) => {
        if (terms.interestFrom < terms.consummatedOn)
          return refuse(
            'DatesOutOfOrder',
            `no interest is earned from ${terms.interestFrom}: there is no loan before ${terms.consummatedOn}`,
          )
        const agreed = agreedSchedule(terms)
        if (isRefusal(agreed)) return agreed
        const uncovered = agreed.rows.find(({ principal }) => principal.isNegative())
        if (uncovered)
          return refuse(
            'InterestUncovered',
            `payment ${uncovered.number}, ${uncovered.payment}, does not cover its interest of ${uncovered.interest}; let the first payment be due earlier`,
          )
        const [first] = agreed.rows
        const account = accountOn(terms, [], terms.consummatedOn)
        return LoanBoarded({
          ...{ loan: id, ...terms },
          instalment: (first?.payment ?? Money.from(terms.amount)).toJSON(),
          lookOn: ageOf(account, terms.consummatedOn).lookOn ?? null,
        })
      },
    },
    Active: {
      ReceivePayment: (payment, loan, { id, now }) => receive(payment, loan, id, dayOf(now)),
      ReturnPayment: (wanted, loan, { id, now }) => giveBack(wanted, loan, id, dayOf(now)),
      AgeAccount: ({ on }, loan, { id }) => age(on, loan, id),
    },
    PaidOff: {
      ReceivePayment: (payment, loan, { id, now }) => receive(payment, loan, id, dayOf(now)),
      ReturnPayment: (wanted, loan, { id, now }) => giveBack(wanted, loan, id, dayOf(now)),
      AgeAccount: () => [],
    },
  })
  .evolve({
    LoanBoarded: (_, { loan: __, instalment: ___, lookOn: ____, ...terms }) => ({
      ...{ is: 'Active', terms, ledger: [], returned: [], agedOn: '' },
    }),
    PaymentReceived: (state, { payment: id, receivedOn: on, amount }) =>
      entered(state, { is: 'payment', id, on, amount }),
    FeeCharged: (state, { fee: id, chargedOn: on, amount }) =>
      entered(state, { is: 'fee', id, on, amount }),
    PaymentReturned: (state, { payment }) =>
      state.is === 'Nothing'
        ? state
        : {
            ...{ ...state, is: 'Active', returned: [...state.returned, payment] },
            ledger: state.ledger.filter(({ is, id }) => is === 'fee' || id !== payment),
          },
    AccountAged: (state, { on: agedOn }) => (state.is === 'Nothing' ? state : { ...state, agedOn }),
    LoanPaidOff: (state) => (state.is === 'Nothing' ? state : { ...state, is: 'PaidOff' }),
  })

const entered = (state: State, entry: LedgerEntry): State =>
  state.is === 'Nothing' ? state : { ...state, ledger: [...state.ledger, entry] }

function receive(
  { payment, amount, receivedOn }: DataOf<typeof ReceivePayment>,
  { terms, ledger, returned }: Serviced,
  loan: string,
  today: string,
) {
  const money = Money.from(amount)
  const known = ledger.find(({ is, id }) => is === 'payment' && id === payment)
  if (known !== undefined)
    return known.on === receivedOn && Money.from(known.amount).equals(money)
      ? []
      : refuse('PaymentKnown', `${payment} was received before, with another day or amount`)
  if (returned.includes(payment))
    return refuse('PaymentKnown', `${payment} was received before, and returned`)
  if (money.currency !== terms.amount.currency)
    return refuse(
      'CurrenciesMixed',
      `the loan is in ${terms.amount.currency}, and the payment in ${money.currency}`,
    )
  if (!money.isPositive()) return refuse('NothingPaid', `${money} pays nothing`)
  if (receivedOn < terms.consummatedOn || receivedOn > today)
    return refuse(
      'DatesOutOfOrder',
      `a payment is received from ${terms.consummatedOn} to today, ${today}, not on ${receivedOn}`,
    )
  const entry = { is: 'payment', id: payment, on: receivedOn, amount } as const
  const lastOn = [...ledger, entry].reduce((last, { on }) => (on > last ? on : last), receivedOn)
  const account = accountOn(terms, [...ledger, entry], lastOn)
  if (account.excess.isPositive())
    return refuse(
      'MoreThanOwed',
      `${money} is ${account.excess} more than was owed; nothing is kept that is not owed`,
    )
  const allocated = account.payments.find((one) => one.payment === payment)
  if (allocated === undefined) throw new Error(`${payment} is not in its own account`)
  const { fees, interest, principal } = allocated
  const paidOff = account.owed.isPositive() ? [] : [LoanPaidOff({ loan, paidOffOn: lastOn })]
  return [
    PaymentReceived({
      ...{ loan, payment, amount, receivedOn },
      ...{ fees: fees.toJSON(), interest: interest.toJSON(), principal: principal.toJSON() },
      balance: account.principal.toJSON(),
      ...ageNow(account, later(today, lastOn)),
    }),
    ...paidOff,
  ]
}

function giveBack(
  { payment, returnedOn, because }: DataOf<typeof ReturnPayment>,
  { terms, ledger, returned }: Serviced,
  loan: string,
  today: string,
) {
  const entry = ledger.find(({ is, id }) => is === 'payment' && id === payment)
  if (entry === undefined)
    return returned.includes(payment)
      ? refuse('AlreadyReturned', `${payment} was returned before`)
      : refuse('PaymentUnknown', `there is no payment ${payment}`)
  if (returnedOn < entry.on || returnedOn > today)
    return refuse(
      'DatesOutOfOrder',
      `what was received on ${entry.on} is returned from then to today, ${today}, not on ${returnedOn}`,
    )
  const fee = Money.ofMinor(lateTerms.returnedFeeMinor, terms.amount.currency).toJSON()
  const charged = { is: 'fee', id: `returned-${payment}`, on: returnedOn, amount: fee } as const
  const rest = [...ledger.filter((one) => one !== entry), charged]
  const account = accountOn(terms, rest, today)
  return [
    PaymentReturned({
      ...{ loan, payment, amount: entry.amount, returnedOn, because },
      balance: account.principal.toJSON(),
      ...ageNow(account, today),
    }),
    FeeCharged({
      ...{ loan, fee: charged.id, kind: 'returned', amount: fee, chargedOn: returnedOn },
    }),
  ]
}

/** A late fee for each instalment that is past its days of grace, once, and how old the account is. */
function age(on: string, { terms, ledger, agedOn }: Serviced, loan: string) {
  if (on <= agedOn) return []
  const account = accountOn(terms, ledger, on)
  const { daysPastDue, bucket, late, lookOn } = ageOf(account, on)
  const fees = late
    .map(({ number, amount }) => ({
      fee: `late-${number}`,
      amount: amount.timesRatio(lateTerms.lateFeePercent, 100, 'half-up').toJSON(),
    }))
    .filter(({ fee }) => !ledger.some(({ is, id }) => is === 'fee' && id === fee))
  return [
    ...fees.map((fee) => FeeCharged({ loan, ...fee, kind: 'late', chargedOn: on })),
    AccountAged({ loan, on, daysPastDue, bucket, lookOn: lookOn ?? null }),
  ]
}

function ageNow(account: Account, on: string) {
  const { daysPastDue, bucket, lookOn } = ageOf(account, on)
  return { daysPastDue, bucket, lookOn: lookOn ?? null }
}

const dayOf = (at: Date) => at.toISOString().slice(0, 10)
const later = (one: string, other: string) => (one > other ? one : other)
