import { send, translation } from '@watertight/domain'
import { InventoryLanguage } from '../inventory/published.ts'
import { RecordPick, RecordReservation, RecordShortage } from './language.ts'

/** What inventory says, in the words of orders. */
export const fromInventory = translation(
  { from: InventoryLanguage, sends: [RecordShortage, RecordReservation, RecordPick] },
  {
    'shop.StockRanShort.v1': ({ order, available, step }, { id: sku }) =>
      send(order, RecordShortage({ sku, available, step })),
    'shop.ReservationAnswered.v1': (_, { id }) => send(id, RecordReservation({})),
    'shop.PickAnswered.v1': (_, { id }) => send(id, RecordPick({})),
  },
)
