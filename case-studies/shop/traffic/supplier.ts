import type { BasketLine } from './basket.ts'

/** How much the shop buys of a stock code at a time: far more than a basket takes. */
const lot = 1_000

/** Buys for the shop what its customers are about to buy from it. `receive` puts goods into the store, once for each key; `run` is a name for this run that no other has. */
export function supplier(
  run: string,
  receive: (sku: string, quantity: number, key: string) => Promise<void>,
) {
  const bought = new Map<string, number>()
  const sold = new Map<string, number>()

  async function supply(sku: string, quantity: number): Promise<void> {
    const after = (sold.get(sku) ?? 0) + quantity
    sold.set(sku, after)
    for (let lots = bought.get(sku) ?? 0; lots * lot < after; lots++) {
      bought.set(sku, lots + 1)
      await receive(sku, lot, `supply/${run}/${sku}/${lots + 1}`)
    }
  }

  return {
    /** Resolves when the store has what these lines want. */
    async supply(lines: readonly Pick<BasketLine, 'sku' | 'quantity' | 'charge'>[]) {
      const goods = lines.filter(({ charge }) => !charge)
      await Promise.all(goods.map(({ sku, quantity }) => supply(sku, quantity)))
    },
  }
}
