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
  readonly batch: string
  readonly quantity: number
}
interface StockState {
  readonly is: 'Kept'
  readonly onHand: number
  readonly reserved: { readonly [order: string]: Reserved }
}

/** What is neither reserved nor gone; a loss may have taken what was reserved. */
const availableOf = ({ onHand, reserved }: StockState): number =>
  Math.max(0, onHand - Object.values(reserved).reduce((sum, { quantity }) => sum + quantity, 0))

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
  initial: (): StockState => ({ is: 'Kept', onHand: 0, reserved: {} }),
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
        const kept = own(reserved, order)
        return kept === undefined ? [] : StockReleased({ sku, order, ...kept, reason })
      },
      PickStock: ({ order }, { onHand, reserved }, { id: sku }) => {
        const kept = own(reserved, order)
        if (kept === undefined) return []
        return kept.quantity <= onHand
          ? StockPicked({ sku, order, ...kept })
          : StockRanShort({ sku, order, ...kept, available: onHand, step: 'pick' })
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
      reserved: { ...state.reserved, [order]: { batch, quantity } },
    }),
    StockReleased: (state, { order }) => without(state, order),
    StockPicked: (state, { order, quantity }) => without(more(state, -quantity), order),
    StockRanShort: (state, { order, step }) => (step === 'pick' ? without(state, order) : state),
    StockPutBack: (state, { quantity }) => more(state, quantity),
  })

/** Numbers of orders are other people's words: `constructor` is none of these. */
const own = (reserved: StockState['reserved'], order: string): Reserved | undefined =>
  Object.hasOwn(reserved, order) ? reserved[order] : undefined

const more = (state: StockState, units: number): StockState => ({
  ...state,
  onHand: state.onHand + units,
})

function without(state: StockState, order: string): StockState {
  const { [order]: _, ...reserved } = state.reserved
  return { ...state, reserved }
}
