import { z } from 'zod'
import type { ShopClient } from './client.ts'
import { ImportError } from './import-error.ts'

const count = z.int()
const value = z.string().regex(/^-?\d+\.\d\d$/)
const linesAndValue = z.object({ lines: count, value })
const byCode = z.array(z.object({ sku: z.string(), lines: count, value }))
const customers = z.object({ customers: z.array(z.string()) })
const stock = z.object({ stock: z.array(z.object({ sku: z.string(), units: count })) })
const skus = z.object({ skus: z.array(z.string()) })

const answers = {
  orders: z.object({
    orders: count,
    saleLines: count,
    saleValue: value,
    awaitingPayment: count,
    confirmed: count,
    declined: count,
    delivered: count,
    underWay: count,
    outOfStock: count,
    creditNotes: count,
    creditLines: count,
    creditValue: value,
    credited: z.object({
      matched: linesAndValue,
      customer: linesAndValue,
      adjustment: linesAndValue,
    }),
    charges: byCode,
    adjustments: byCode,
  }),
  inventory: z.object({
    adjustments: count,
    lines: count,
    units: count,
    received: count,
    found: count,
    lost: count,
    unaccounted: count,
    picked: count,
    putBack: count,
  }),
  payments: z.object({
    requested: count,
    authorised: count,
    authorisedValue: value,
    pending: count,
    declined: count,
    captured: count,
    capturedValue: value,
    paidBack: count,
    settlementsPending: count,
    refundsRequested: count,
    refunded: count,
    refundedValue: value,
    refundsPending: count,
    refundsNotOwed: count,
  }),
  cardNetwork: z.object({
    charges: count,
    charged: value,
    refunds: count,
    refunded: value,
    twice: count,
  }),
}

/** What orders and payments say about one batch: enough to know whether anything is still to happen. */
export type Progressing = Awaited<ReturnType<typeof readProgressing>>
/** What all services say about one batch, from their own read models. */
export type ServiceFigures = Awaited<ReturnType<typeof readFigures>>

export async function readProgressing(client: ShopClient, batch: string) {
  const [orders, payments] = await Promise.all([
    ask(client, `/api/orders/figures?batch=${batch}`, answers.orders),
    ask(client, `/api/payments/figures?batch=${batch}`, answers.payments),
  ])
  return { orders, payments }
}

export async function readFigures(client: ShopClient, batch: string) {
  const [progressing, inventory, levels, cardNetwork, ...lists] = await Promise.all([
    readProgressing(client, batch),
    ask(client, `/api/inventory/figures?batch=${batch}`, answers.inventory),
    ask(client, `/api/inventory/stock?batch=${batch}`, stock),
    ask(client, `/api/card-network/figures?label=${batch}`, answers.cardNetwork),
    ask(client, `/api/orders/customers?batch=${batch}`, customers),
    ask(client, `/api/inventory/customers?batch=${batch}`, customers),
    ask(client, `/api/orders/skus?batch=${batch}`, skus),
    ask(client, `/api/inventory/skus?batch=${batch}`, skus),
  ])
  const [buyers, adjusted, sold, moved] = lists
  return {
    ...progressing,
    inventory,
    stock: new Map(levels.stock.map(({ sku, units }) => [sku, units])),
    cardNetwork,
    customers: new Set([...buyers.customers, ...adjusted.customers]),
    skus: new Set([...sold.skus, ...moved.skus]),
  }
}

async function ask<Schema extends z.ZodType>(
  client: ShopClient,
  path: string,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const { success, data, error } = schema.safeParse(await client.get(path))
  if (success) return data
  throw new ImportError(
    'WT_SHOP_ANSWER',
    `GET ${path} was answered with something else than expected: ${z.prettifyError(error)}.`,
  )
}
