import { event, publishedLanguage } from '@watertight/domain'
import { z } from 'zod'

/** There is not enough of a stock code for an order; it comes before the answer to the order. Its subject is the stock code. */
export const StockRanShortV1 = event('shop.StockRanShort.v1', {
  order: z.string(),
  available: z.int(),
  /** Whether it was to be reserved or, reserved before, to be picked. */
  step: z.enum(['reserve', 'pick']),
})
/** All that an order wants has been asked for: what did not run short is reserved. Its subject is the order's number. */
export const ReservationAnsweredV1 = event('shop.ReservationAnswered.v1', {})
/** All that was reserved for an order has been looked for: what did not run short is picked. Its subject is the order's number. */
export const PickAnsweredV1 = event('shop.PickAnswered.v1', {})

/** What inventory promises to other contexts. */
export const InventoryLanguage = publishedLanguage('inventory', [
  StockRanShortV1,
  ReservationAnsweredV1,
  PickAnsweredV1,
])
