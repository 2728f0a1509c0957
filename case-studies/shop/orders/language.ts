import { command, event, moneyJson } from '@watertight/domain'
import { z } from 'zod'

// ---- values

/** Which run of an import, or `storefront`: figures are kept for each. */
const Batch = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'expected a short name without spaces')
/** A customer's number; null for a guest. */
const Customer = z.string().min(1).max(40).nullable()
/** The shop's own local time (Europe/London), to the minute. */
const LocalTime = z.iso
  .datetime({ local: true, precision: -1 })
  .regex(/\d$/, 'expected a local time such as 2010-12-01T08:26, without a zone')
const Country = z.string().min(1).max(60)
/** The shop trades in pounds. */
const Currency = z.literal('GBP')
/** Pounds and pence, more than nothing. */
const UnitPrice = z
  .string()
  .regex(/^\d{1,7}\.\d{2}$/, 'expected pounds and pence such as 2.55')
  .refine((price) => Number(price) > 0, 'expected more than 0.00')
const Quantity = z.int().min(1).max(1_000_000)

const lineFields = {
  /** Its place in the invoice, from 1: invoice and line are its identity. */
  line: z.int().min(1).max(100_000),
  sku: z.string().min(1).max(40),
  description: z.string().max(200),
  quantity: Quantity,
  unitPrice: UnitPrice,
  /** Carriage, fees, vouchers: sold, and no stock. */
  charge: z.boolean(),
}
const Line = z.strictObject(lineFields)
const distinct = (lines: readonly { readonly line: number }[]) =>
  new Set(lines.map(({ line }) => line)).size === lines.length
const Lines = z.array(Line).min(1).max(5_000).refine(distinct, 'expected each line number once')

export type Line = z.infer<typeof Line>

// ---- orders

const order = { batch: Batch, customer: Customer, country: Country, placedAt: LocalTime }

export const PlaceOrder = command('PlaceOrder', { ...order, currency: Currency, lines: Lines })
export const ConfirmOrder = command('ConfirmOrder', { charge: z.string() })
export const DeclineOrder = command('DeclineOrder', { reason: z.string() })

export const OrderPlaced = event(
  'OrderPlaced',
  { number: z.string(), ...order, lines: z.array(Line), total: moneyJson },
  { tags: ['customer'] },
)
export const OrderConfirmed = event('OrderConfirmed', {
  number: z.string(),
  batch: Batch,
  charge: z.string(),
})
export const OrderDeclined = event('OrderDeclined', {
  number: z.string(),
  batch: Batch,
  reason: z.string(),
})

// ---- credit notes

const note = { batch: Batch, customer: Customer, country: Country, issuedAt: LocalTime }

export const IssueCreditNote = command('IssueCreditNote', {
  ...note,
  currency: Currency,
  lines: Lines,
})

/** Where a credited line goes: back on the orders it was sold with, to the customer who bought it before this log began, or, for a guest, to an account by code. */
const Settlement = z.enum(['order', 'customer', 'code'])
export type Settlement = z.infer<typeof Settlement>
const CreditedLine = z.strictObject({
  ...lineFields,
  settlement: Settlement,
  /** The sold lines that are taken back, and how much of each. */
  from: z.array(z.strictObject({ order: z.string(), line: z.int(), quantity: Quantity })),
})
export type CreditedLine = z.infer<typeof CreditedLine>

export const CreditNoteIssued = event(
  'CreditNoteIssued',
  {
    number: z.string(),
    ...note,
    lines: z.array(CreditedLine),
    /** What is paid back: lines settled by order or customer. */
    refund: moneyJson,
    total: moneyJson,
  },
  { tags: ['customer', 'number'] },
)
