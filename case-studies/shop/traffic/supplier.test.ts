import { expect, it } from 'vitest'
import { supplier } from './supplier.ts'

it('the supplier brings whole lots before they are sold, each once, and no charges', async () => {
  const store = new Map<string, number>()
  const keys: string[] = []
  const { supply } = supplier('W000001', async (sku, quantity, key) => {
    store.set(sku, (store.get(sku) ?? 0) + quantity)
    keys.push(key)
  })
  const line = (sku: string, quantity: number, charge = false) => ({ sku, quantity, charge })
  await supply([line('30000', 600), line('POST', 1, true)])
  expect([...store]).toEqual([['30000', 1_000]])
  await supply([line('30000', 600), line('30000', 1_000)])
  expect([...store]).toEqual([['30000', 3_000]])
  expect(keys).toEqual([1, 2, 3].map((lot) => `supply/W000001/30000/${lot}`))
})
