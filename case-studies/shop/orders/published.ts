import { event, moneyJson, publishedLanguage } from '@watertight/domain'
import { z } from 'zod'

/** An order is taken and wants to be paid. Its subject is the order's number. */
export const OrderPlacedV1 = event('shop.OrderPlaced.v1', {
  batch: z.string(),
  customer: z.string().nullable(),
  total: moneyJson,
})

/** Something is credited, and `refund` is to be paid back. Its subject is the credit note's number. */
export const CreditNoteIssuedV1 = event('shop.CreditNoteIssued.v1', {
  batch: z.string(),
  customer: z.string().nullable(),
  refund: moneyJson,
  /** The orders it takes lines back from; their payments come first. */
  orders: z.array(z.string()),
})

/** What orders promises to other contexts. */
export const OrdersLanguage = publishedLanguage('orders', [OrderPlacedV1, CreditNoteIssuedV1])
