import { command, event } from '@watertight/domain'
import { z } from 'zod'

// ---- values

const Batch = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'expected a short name without spaces')
const OrderNumber = z.string().min(1).max(128)
const Units = z.int().min(1).max(1_000_000_000)
const Reason = z.string().min(1).max(200)
const StockCode = z
  .string()
  .min(1)
  .max(40)
  .refine((code) => /^[A-Za-z0-9][A-Za-z0-9._~-]*$/.test(code), {
    error: 'expected a stock code such as 85123A',
  })
/** What somebody asks of the stock, in the order of the asking. */
const Step = z.enum(['reserve', 'pick'])

// ---- stock items: one for each stock code, under the code

/** Goods come from a supplier, or are counted when the books are opened. */
export const ReceiveStock = command('ReceiveStock', {
  batch: Batch,
  quantity: Units,
  reason: Reason,
  /** The count that says so, where one does. */
  document: z.string().optional(),
})
export const CorrectStock = command('CorrectStock', {
  batch: Batch,
  document: z.string(),
  line: z.int(),
  /** Found (more than 0) or lost. */
  change: z.int(),
})
export const ReserveStock = command('ReserveStock', {
  batch: Batch,
  order: OrderNumber,
  quantity: Units,
})
export const ReleaseStock = command('ReleaseStock', { order: OrderNumber, reason: Reason })
export const PickStock = command('PickStock', { order: OrderNumber })
export const PutBackStock = command('PutBackStock', {
  batch: Batch,
  /** The order or credit note it comes back from. */
  document: z.string(),
  quantity: Units,
  reason: Reason,
})

const units = { sku: z.string(), batch: Batch, quantity: Units }
const reserved = { ...units, order: OrderNumber }

export const StockReceived = event('StockReceived', {
  ...units,
  reason: Reason,
  document: z.string().optional(),
})
export const StockFound = event('StockFound', { ...units, document: z.string(), line: z.int() })
export const StockLost = event('StockLost', {
  sku: z.string(),
  batch: Batch,
  document: z.string(),
  line: z.int(),
  quantity: z.int().min(0),
  /** What was reported lost and never stood in these books: stock is never below zero. */
  unaccounted: z.int().min(0),
})
export const StockReserved = event('StockReserved', reserved)
export const StockReleased = event('StockReleased', { ...reserved, reason: Reason })
export const StockPicked = event('StockPicked', reserved)
/** There was not enough of it. When it was to be picked, the reservation is gone with it. */
export const StockRanShort = event('StockRanShort', {
  ...reserved,
  available: z.int().min(0),
  step: Step,
})
export const StockPutBack = event('StockPutBack', {
  ...units,
  document: z.string(),
  reason: Reason,
})

// ---- reservations: one for each order, under its number

export const AnswerReservation = command('AnswerReservation', { batch: Batch })
export const AnswerPick = command('AnswerPick', { batch: Batch })
export const ReservationAnswered = event('ReservationAnswered', {
  order: OrderNumber,
  batch: Batch,
})
export const PickAnswered = event('PickAnswered', { order: OrderNumber, batch: Batch })

// ---- stock adjustments: what a count in the store has shown, under the document's number

const Line = z.strictObject({
  /** Its place in the invoice, from 1. */
  line: z.int().min(1).max(100_000),
  sku: StockCode,
  description: z.string().max(200),
  /** Found (more than 0) or lost. */
  quantity: z
    .int()
    .min(-1_000_000)
    .max(1_000_000)
    .refine((n) => n !== 0, 'expected a quantity other than 0'),
})
const adjustment = {
  batch: Batch,
  customer: z.string().min(1).max(40).nullable(),
  /** The shop's own local time (Europe/London), to the minute. */
  adjustedAt: z.iso
    .datetime({ local: true, precision: -1 })
    .regex(/\d$/, 'expected a local time such as 2010-12-01T08:26, without a zone'),
  lines: z.array(Line).min(1).max(5_000),
}

export const RecordStockAdjustment = command('RecordStockAdjustment', adjustment)
export const StockAdjusted = event('StockAdjusted', adjustment, { tags: ['customer'] })

// ---- customers who want to be forgotten, under their pseudonyms

export const ForgetCustomer = command('ForgetCustomer', { customer: z.string() })
/** From here on the lists tell the pseudonym in place of the customer. */
export const CustomerForgotten = event(
  'CustomerForgotten',
  {
    customer: z.string(),
    pseudonym: z.string(),
    /** Whose lists have the customer. */
    batches: z.array(z.string()),
  },
  { tags: ['customer'] },
)

// ---- stock counts: what is there of many stock codes at once, under the document's number

const count = {
  batch: Batch,
  reason: Reason,
  lines: z
    .array(z.strictObject({ sku: StockCode, quantity: Units }))
    .min(1)
    .max(500)
    .refine((lines) => new Set(lines.map(({ sku }) => sku)).size === lines.length, {
      error: 'expected each stock code once',
    }),
}

export const CountStock = command('CountStock', count)
export const StockCounted = event('StockCounted', count)
