import type { Clock } from '@watertight/ports'
import { z } from 'zod'
import type { ShopClient } from './client.ts'
import type { Document } from './documents.ts'
import { ImportError } from './import-error.ts'

export interface BookedOptions {
  readonly client: ShopClient
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly patienceMs: number
}

const Answer = z.object({ rows: z.array(z.object({ items: z.int() })) })
const firstLookMs = 10
const longestLookMs = 200

/** Waits until inventory has booked all that a document moves: it hears of a credit note after it was answered, and books an adjustment line by line. Rejects with `WT_SHOP_SLOW` when nothing was booked for `patienceMs`. */
export async function booked(
  { kind, invoice, moves }: Document,
  { client, clock, signal, patienceMs }: BookedOptions,
): Promise<void> {
  const path = `/api/inventory/read/documents-booked?document=${encodeURIComponent(invoice)}`
  let seen = -1
  let movedAt = clock.now()
  for (let pause = firstLookMs; ; pause = Math.min(2 * pause, longestLookMs)) {
    const items = Answer.parse(await client.get(path)).rows[0]?.items ?? 0
    if (items >= moves.length) return
    if (items !== seen) movedAt = clock.now()
    else if (clock.now() - movedAt > patienceMs)
      throw new ImportError(
        'WT_SHOP_SLOW',
        `Inventory has booked ${items} of the ${moves.length} stock codes of ${kind} ${invoice}, and nothing more for ${Math.round(patienceMs / 1000)} s.`,
      )
    seen = items
    await clock.sleep(pause, signal)
  }
}
