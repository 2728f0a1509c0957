import { boundedContext, publish } from '@watertight/domain'
import { Bookkeeping } from './bookkeeping.ts'
import { Forgotten } from './forgotten.ts'
import { fromOrders } from './from-orders.ts'
import {
  CountStock,
  PickAnswered,
  ReceiveStock,
  RecordStockAdjustment,
  ReservationAnswered,
  StockRanShort,
} from './language.ts'
import {
  InventoryLanguage,
  PickAnsweredV1,
  ReservationAnsweredV1,
  StockRanShortV1,
} from './published.ts'
import { Reservation } from './reservation.ts'
import { StockAdjustment } from './stock-adjustment.ts'
import { StockCount } from './stock-count.ts'
import { StockItem } from './stock-item.ts'

export const Inventory = boundedContext('inventory', {
  purpose: 'Knows what is in the store, for whom it is kept, and why it is not what the books say.',
  owns: [StockItem, Reservation, StockAdjustment, StockCount, Forgotten],
  accepts: [ReceiveStock, RecordStockAdjustment, CountStock],
  speaks: InventoryLanguage,
  publishes: [
    publish(StockRanShortV1, StockRanShort, ({ order, available, step }) => ({
      order,
      available,
      step,
    })),
    publish(ReservationAnsweredV1, ReservationAnswered, () => ({})),
    publish(PickAnsweredV1, PickAnswered, () => ({})),
  ],
  hears: [fromOrders],
  runs: [Bookkeeping],
})
