import type { PastEvent } from './past.ts'
import type { Tone } from './published.ts'

type Data = PastEvent['data']
type Say = readonly [Tone, (data: Data) => string]

const text = (value: unknown) => (typeof value === 'string' ? value : String(value ?? '?'))
/** `15.30 GBP` of `{amount, currency}`. */
export const moneyText = (value: unknown): string => {
  const { amount, currency } = (value ?? {}) as { amount?: unknown; currency?: unknown }
  return currency === 'GBP' ? `£${text(amount)}` : `${text(amount)} ${text(currency)}`
}
const because = (data: Data) => `: ${text(data.reason)}`
const pieces = ({ quantity, sku }: Data) => `${text(quantity)} × ${text(sku)}`

/** What each event means, for somebody who talks to a customer. The words are support's own. */
const words: Readonly<Record<string, Say>> = {
  OrderPlaced: ['plain', ({ total }) => `The order was placed, for ${moneyText(total)}`],
  OrderConfirmed: ['good', () => 'The order is confirmed: its money is held'],
  OrderDeclined: ['bad', (data) => `The order is declined${because(data)}`],
  OrderPaid: ['good', () => 'The order is paid'],
  OrderNotPaid: ['bad', (data) => `The money could not be taken${because(data)}`],
  OrderLineShort: [
    'bad',
    ({ sku, available }) => `Not enough of ${text(sku)}: ${text(available)} left`,
  ],
  OrderReserved: ['good', () => 'Its goods are reserved'],
  OrderOutOfStock: ['bad', (data) => `The order was given up${because(data)}`],
  CancellationAsked: ['wait', (data) => `Somebody wants to cancel it${because(data)}`],
  OrderPicked: ['good', ({ pieces }) => `Its goods are picked: ${text(pieces)} pieces`],
  OrderStockGone: ['bad', (data) => `It is paid, and its goods are gone${because(data)}`],
  OrderShipped: ['good', ({ tracking }) => `It was given to the carrier as ${text(tracking)}`],
  OrderShippingFailed: ['bad', (data) => `It could not be delivered${because(data)}`],
  OrderDelivered: ['good', () => 'The customer has it'],
  OrderCancelled: ['bad', (data) => `The order was cancelled${because(data)}`],
  ReturnRequested: ['wait', (data) => `A return is announced${because(data)}`],
  ReturnReceived: ['plain', ({ refund }) => `Goods came back, worth ${moneyText(refund)}`],
  LinesCredited: ['plain', ({ creditNote }) => `Lines of it are credited with ${text(creditNote)}`],
  CreditNoteIssued: [
    'plain',
    ({ number, refund }) => `Credit note ${text(number)}, ${moneyText(refund)} to pay back`,
  ],

  PaymentRequested: ['wait', ({ amount }) => `${moneyText(amount)} are to be held`],
  PaymentAuthorised: ['good', ({ amount }) => `The card network holds ${moneyText(amount)}`],
  PaymentDeclined: ['bad', (data) => `The card network refuses${because(data)}`],
  CaptureRequested: ['wait', ({ amount }) => `${moneyText(amount)} are to be taken`],
  PaymentCaptured: ['good', ({ amount }) => `${moneyText(amount)} are taken`],
  CaptureFailed: ['bad', (data) => `What was held could not be taken${because(data)}`],
  PaymentCalledOff: ['bad', (data) => `The payment is called off${because(data)}`],
  PaymentForestalled: ['bad', (data) => `The payment will not be asked for${because(data)}`],
  VoidRequested: ['wait', ({ amount }) => `${moneyText(amount)} are to be let go`],
  PaymentVoided: ['plain', ({ amount }) => `${moneyText(amount)} are let go`],
  PaybackRequested: ['wait', ({ amount }) => `${moneyText(amount)} are to be paid back`],
  PaidBack: ['plain', ({ amount }) => `${moneyText(amount)} are paid back`],
  PaybackDeferred: [
    'wait',
    ({ amount, creditNote }) =>
      `${moneyText(amount)} of credit note ${text(creditNote)} are paid back once they are taken`,
  ],
  PaybackNotOwed: [
    'plain',
    (data) => `${moneyText(data.amount)} are not paid back${because(data)}`,
  ],
  PaymentDisputed: ['bad', (data) => `The cardholder's bank disputes it${because(data)}`],
  DisputeClosed: ['plain', ({ outcome }) => `The dispute is ${text(outcome)}`],
  RefundRequested: ['wait', ({ amount }) => `${moneyText(amount)} are to be refunded`],
  RefundPaid: ['plain', ({ amount }) => `${moneyText(amount)} are refunded`],
  RefundNotOwed: ['plain', (data) => `Nothing is refunded${because(data)}`],

  StockReserved: ['good', (data) => `${pieces(data)} kept for it`],
  StockReleased: ['plain', (data) => `${pieces(data)} not kept any more`],
  StockPicked: ['good', (data) => `${pieces(data)} taken off the shelf`],
  StockRanShort: [
    'bad',
    ({ sku, quantity, available }) =>
      `${text(quantity)} × ${text(sku)} wanted, ${text(available)} there`,
  ],
  StockPutBack: ['plain', (data) => `${pieces(data)} back on the shelf`],
  ReservationAnswered: ['plain', () => 'Every shelf was asked'],
  PickAnswered: ['plain', () => 'Every shelf was visited'],

  NoteAdded: ['plain', ({ text: note }) => `Note: ${text(note)}`],
  CustomerDisclosed: ['plain', (data) => `The customer was shown to an agent${because(data)}`],
  CreditNoteLinked: ['plain', ({ creditNote }) => `Credit note ${text(creditNote)} belongs to it`],
}

/** An event that nobody has put into words yet is told by its name. */
export function inWords({ type, data }: PastEvent): { readonly says: string; readonly tone: Tone } {
  const [tone, say] = Object.hasOwn(words, type)
    ? (words[type] as Say)
    : (['plain', () => type] as const)
  return { says: say(data), tone }
}
