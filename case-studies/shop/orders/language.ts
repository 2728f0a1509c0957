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
const Line = z
  .strictObject(lineFields)
  .refine(
    ({ charge, sku }) => charge || /^[A-Za-z0-9][A-Za-z0-9._~-]*$/.test(sku),
    'goods have a stock code such as 85123A',
  )
const distinct = (lines: readonly { readonly line: number }[]) =>
  new Set(lines.map(({ line }) => line)).size === lines.length
/** Whoever keeps figures adds them up in pence, exactly. */
const isPayable = (lines: readonly Pick<z.infer<typeof Line>, 'quantity' | 'unitPrice'>[]) =>
  lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * Number(unitPrice), 0) <=
  mostPounds
const mostPounds = 1_000_000_000
const Lines = z
  .array(Line)
  .min(1)
  .max(5_000)
  .refine(distinct, 'expected each line number once')
  .refine(isPayable, `expected lines of ${mostPounds} pounds together, at most`)

export type Line = z.infer<typeof Line>

/** How many pieces of each stock code; each code once. */
const Goods = z.array(z.strictObject({ sku: z.string(), quantity: z.int().min(1) }))
export type Goods = z.infer<typeof Goods>
const Reason = z.string().min(1).max(200)

// ---- orders

const order = { batch: Batch, customer: Customer, country: Country, placedAt: LocalTime }

export const PlaceOrder = command('PlaceOrder', { ...order, currency: Currency, lines: Lines })
export const CancelOrder = command('CancelOrder', { reason: Reason })

const about = { number: z.string(), batch: Batch }
const withGoods = { ...about, goods: Goods }

export const OrderPlaced = event(
  'OrderPlaced',
  { number: z.string(), ...order, lines: z.array(Line), total: moneyJson },
  { tags: ['customer'] },
)
export const OrderCancelled = event('OrderCancelled', {
  ...givenUp(),
  /** Whether the card network had not answered yet. */
  isPaymentAwaited: z.boolean(),
})

// ---- its payment

export const ConfirmOrder = command('ConfirmOrder', { authorisation: z.string() })
export const DeclineOrder = command('DeclineOrder', { reason: z.string() })
export const RecordPayment = command('RecordPayment', {})
export const RecordNoPayment = command('RecordNoPayment', { reason: z.string() })

/** The money is held. Version 1 had no goods, because no stock was kept, and called the authorisation a charge. */
export const OrderConfirmed = event(
  'OrderConfirmed',
  { ...withGoods, authorisation: z.string() },
  {
    version: 2,
    upcast: {
      1: ({ charge, ...rest }: { readonly charge: string }) => ({
        ...{ ...rest, authorisation: charge, goods: [] },
      }),
    },
  },
)
export const OrderDeclined = event('OrderDeclined', { ...about, reason: z.string() })
export const OrderPaid = event('OrderPaid', withGoods)
/** What was held could not be taken: nothing is sent. */
export const OrderNotPaid = event('OrderNotPaid', givenUp())

// ---- its goods

const Step = z.enum(['reserve', 'pick'])
export const RecordShortage = command('RecordShortage', {
  sku: z.string(),
  available: z.int(),
  step: Step,
})
export const RecordReservation = command('RecordReservation', {})
export const RecordPick = command('RecordPick', {})

export const OrderLineShort = event('OrderLineShort', {
  ...about,
  sku: z.string(),
  available: z.int(),
  step: Step,
})
export const OrderReserved = event('OrderReserved', about)
export const OrderOutOfStock = event('OrderOutOfStock', givenUp())
/** It is asked for while the goods are being picked; what comes of it is decided when that is answered. */
export const CancellationAsked = event('CancellationAsked', { ...about, reason: Reason })
export const OrderPicked = event('OrderPicked', { ...about, pieces: z.int().min(0) })
/** It is paid, and what was reserved is not there any more. */
export const OrderStockGone = event('OrderStockGone', givenUp())

// ---- its way to the customer

export const RecordShipment = command('RecordShipment', { tracking: z.string() })
export const RecordShippingFailure = command('RecordShippingFailure', { reason: Reason })
export const RecordDelivery = command('RecordDelivery', {})

export const OrderShipped = event('OrderShipped', { ...about, tracking: z.string() })
export const OrderShippingFailed = event('OrderShippingFailed', givenUp())
/** The customer has it: the order is complete. */
export const OrderDelivered = event('OrderDelivered', about)

/** Why it is given up, and what becomes of its goods: those that are kept for it and those that are off the shelf. */
function givenUp() {
  return { ...about, reason: Reason, release: Goods, back: Goods }
}

// ---- its returns

const ReturnNumber = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'expected a number such as R1001-1')
const ReturnedLine = z.strictObject({ line: z.int().min(1), quantity: Quantity })
const ReturnedLines = z
  .array(ReturnedLine)
  .min(1)
  .max(5_000)
  .refine(distinct, 'expected each line number once')

export const RequestReturn = command('RequestReturn', {
  /** It becomes the number of the credit note. */
  return: ReturnNumber,
  reason: Reason,
  lines: ReturnedLines,
})
export const ReceiveReturn = command('ReceiveReturn', { return: ReturnNumber })

const returned = { ...about, return: ReturnNumber, reason: Reason }
const askedBefore = { ...returned, lines: z.array(ReturnedLine) }
/** From here on these lines are the return's, and no credit note takes them. Version 1 did not say whose they are, so that credit notes could not know. */
export const ReturnRequested = event(
  'ReturnRequested',
  { ...returned, customer: Customer, lines: z.array(ReturnedLine) },
  {
    version: 2,
    tags: ['customer'],
    upcast: {
      1: (asked: z.infer<z.ZodObject<typeof askedBefore>>) => ({ ...asked, customer: null }),
    },
  },
)
/** The goods are back, and the credit note of that number is issued over what they have cost. */
export const ReturnReceived = event(
  'ReturnReceived',
  {
    ...returned,
    customer: Customer,
    lines: z.array(ReturnedLine),
    goods: Goods,
    refund: moneyJson,
  },
  { tags: ['customer'] },
)

/** A credit note takes these back: no return does so again. It stands in the order's own stream, in the transaction of the credit note. */
export const LinesCredited = event('LinesCredited', {
  ...about,
  creditNote: z.string(),
  lines: z.array(ReturnedLine),
})

// ---- customers who want to be forgotten

const Pseudonym = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, 'expected a short name without spaces')
export const PseudonymiseCustomer = command('PseudonymiseCustomer', {
  customer: z.string().min(1).max(40),
})
/** From here on the lists tell the pseudonym in place of the customer. */
export const CustomerPseudonymised = event(
  'CustomerPseudonymised',
  {
    customer: z.string(),
    pseudonym: Pseudonym,
    /** What the lists have of the customer: numbers of orders, and batches. */
    orders: z.array(z.string()),
    batches: z.array(z.string()),
  },
  { tags: ['customer'] },
)

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
