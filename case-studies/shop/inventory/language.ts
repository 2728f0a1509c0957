import { command, event } from '@watertight/domain'
import { z } from 'zod'

const Batch = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'expected a short name without spaces')
const Line = z.strictObject({
  /** Its place in the invoice, from 1. */
  line: z.int().min(1).max(100_000),
  sku: z.string().min(1).max(40),
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
export const StockAdjusted = event('StockAdjusted', adjustment)
