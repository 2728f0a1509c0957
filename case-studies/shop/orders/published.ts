import { event, moneyJson, publishedLanguage } from '@watertight/domain'
import { z } from 'zod'

/** How many pieces of each stock code; each code once, and charges not at all. */
const Goods = z.array(z.strictObject({ sku: z.string(), quantity: z.int() }))
export type Goods = z.infer<typeof Goods>

/** What `moneyJson` is, for a field of a list. */
const Pounds = z.strictObject({ amount: z.string(), currency: z.literal('GBP') })

/** An order is taken and wants to be paid. Its subject is the order's number. */
export const OrderPlacedV1 = event('shop.OrderPlaced.v1', {
  batch: z.string(),
  customer: z.string().nullable(),
  total: moneyJson,
})

/** Its money is held, and its goods are wanted. Its subject is the order's number. */
export const OrderConfirmedV1 = event('shop.OrderConfirmed.v1', { batch: z.string(), goods: Goods })

/** Its money is taken, and what was reserved is to be picked. Its subject is the order's number. */
export const OrderPaidV1 = event('shop.OrderPaid.v1', { batch: z.string(), goods: Goods })

/** An order will not reach its customer. Its subject is the order's number. */
export const OrderGivenUpV1 = event('shop.OrderGivenUp.v1', {
  batch: z.string(),
  reason: z.string(),
  /** What need not be kept for it any more. */
  release: Goods,
  /** What was picked and goes back into the store. */
  back: Goods,
})

/** Goods have come back from a customer. Its subject is the order's number. */
export const ReturnReceivedV1 = event('shop.ReturnReceived.v1', {
  batch: z.string(),
  order: z.string(),
  goods: Goods,
  refund: moneyJson,
})

/** Something is credited, and `refund` is to be paid back. Its subject is the credit note's number. */
export const CreditNoteIssuedV1 = event('shop.CreditNoteIssued.v1', {
  batch: z.string(),
  customer: z.string().nullable(),
  refund: moneyJson,
  /** The orders it takes lines back from. */
  orders: z.array(z.string()),
  /** How much of `refund` is paid back on each of them; the rest goes to the customer. */
  paybacks: z.array(z.strictObject({ order: z.string(), amount: Pounds })).optional(),
  /** What has come back with it. */
  goods: Goods.optional(),
})

/** A customer wants to be forgotten: wherever there is a list of customers, it tells the pseudonym from here on. Its subject is the pseudonym. */
export const CustomerPseudonymisedV1 = event('shop.CustomerPseudonymised.v1', {
  customer: z.string(),
})

/** What orders promises to other contexts. */
export const OrdersLanguage = publishedLanguage('orders', [
  OrderPlacedV1,
  OrderConfirmedV1,
  OrderPaidV1,
  OrderGivenUpV1,
  ReturnReceivedV1,
  CreditNoteIssuedV1,
  CustomerPseudonymisedV1,
])
