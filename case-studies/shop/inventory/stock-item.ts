import { aggregate } from '@watertight/domain'
import {
  CorrectStock,
  PickStock,
  PutBackStock,
  ReceiveStock,
  ReleaseStock,
  ReserveStock,
  StockFound,
  StockLost,
  StockPicked,
  StockPutBack,
  StockRanShort,
  StockReceived,
  StockReleased,
  StockReserved,
} from './language.ts'

interface Reserved {
  readonly order: string
  readonly batch: string
  readonly quantity: number
}
interface StockState {
  readonly is: 'Kept'
  readonly onHand: number
  /** Units that are kept for orders. */
  readonly kept: number
  /** For whom, on shelves by the last character of the order's number: what sells well is kept for hundreds, and each event would copy them all. */
  readonly reserved: readonly (readonly Reserved[])[]
}
const shelves = 16

/** What is neither reserved nor gone; a loss may have taken what was reserved. */
const availableOf = ({ onHand, kept }: StockState): number => Math.max(0, onHand - kept)

/** One stock code: what is on hand and for whom it is kept. What is there is never below zero; what is asked for and not there is an answer, not a refusal. */
export const StockItem = aggregate('StockItem', {
  commands: [ReceiveStock, CorrectStock, ReserveStock, ReleaseStock, PickStock, PutBackStock],
  events: [
    StockReceived,
    StockFound,
    StockLost,
    StockReserved,
    StockReleased,
    StockPicked,
    StockRanShort,
    StockPutBack,
  ],
  // 2 and 3: reservations by the last character
  version: 3,
  initial: (): StockState => ({
    ...{ is: 'Kept', onHand: 0, kept: 0 },
    reserved: Array.from({ length: shelves }, () => []),
  }),
})
  .decide({
    Kept: {
      ReceiveStock: (received, _, { id: sku }) => StockReceived({ sku, ...received }),
      CorrectStock: ({ change, ...from }, { onHand }, { id: sku }) => {
        if (change > 0) return StockFound({ sku, ...from, quantity: change })
        const quantity = Math.min(-change, onHand)
        return StockLost({ sku, ...from, quantity, unaccounted: -change - quantity })
      },
      ReserveStock: (wanted, state, { id: sku }) => {
        const available = availableOf(state)
        return wanted.quantity <= available
          ? StockReserved({ sku, ...wanted })
          : StockRanShort({ sku, ...wanted, available, step: 'reserve' })
      },
      // what was never reserved, or is gone, need not be released
      ReleaseStock: ({ order, reason }, { reserved }, { id: sku }) => {
        const kept = keptFor(order, reserved)
        return kept === undefined ? [] : StockReleased({ sku, ...kept, reason })
      },
      PickStock: ({ order }, { onHand, reserved }, { id: sku }) => {
        const kept = keptFor(order, reserved)
        if (kept === undefined) return []
        return kept.quantity <= onHand
          ? StockPicked({ sku, ...kept })
          : StockRanShort({ sku, ...kept, available: onHand, step: 'pick' })
      },
      PutBackStock: (back, _, { id: sku }) => StockPutBack({ sku, ...back }),
    },
  })
  .evolve({
    StockReceived: (state, { quantity }) => more(state, quantity),
    StockFound: (state, { quantity }) => more(state, quantity),
    StockLost: (state, { quantity }) => more(state, -quantity),
    StockReserved: (state, { order, batch, quantity }) => ({
      ...state,
      kept: state.kept + quantity,
      reserved: changed(state, order, (shelf) => [...shelf, { order, batch, quantity }]),
    }),
    StockReleased: (state, { order }) => without(state, order),
    StockPicked: (state, { order, quantity }) => without(more(state, -quantity), order),
    StockRanShort: (state, { order, step }) => (step === 'pick' ? without(state, order) : state),
    StockPutBack: (state, { quantity }) => more(state, quantity),
  })

const shelfOf = (order: string): number => order.charCodeAt(order.length - 1) % shelves

const keptFor = (order: string, reserved: StockState['reserved']): Reserved | undefined =>
  reserved[shelfOf(order)]?.find((one) => one.order === order)

function changed(
  { reserved }: StockState,
  order: string,
  change: (shelf: readonly Reserved[]) => readonly Reserved[],
): StockState['reserved'] {
  const shelf = shelfOf(order)
  return reserved.with(shelf, change(reserved[shelf] ?? []))
}

const more = (state: StockState, units: number): StockState => ({
  ...state,
  onHand: state.onHand + units,
})

function without(state: StockState, order: string): StockState {
  const gone = keptFor(order, state.reserved)
  return {
    ...state,
    kept: state.kept - (gone?.quantity ?? 0),
    reserved: changed(state, order, (shelf) => shelf.filter((one) => one !== gone)),
  }
}
