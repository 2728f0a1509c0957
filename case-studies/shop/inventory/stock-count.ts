import { aggregate, refuse } from '@watertight/domain'
import { CountStock, StockCounted } from './language.ts'

type CountState = { readonly is: 'Nothing' } | { readonly is: 'Counted' }

/** What is counted of many stock codes when the books are opened, as one document says it. */
export const StockCount = aggregate('StockCount', {
  commands: [CountStock],
  events: [StockCounted],
  initial: (): CountState => ({ is: 'Nothing' }),
})
  .decide({
    Nothing: { CountStock: (count) => StockCounted(count) },
    Counted: {
      CountStock: (_, __, { id }) => refuse('AlreadyCounted', `count ${id} was recorded before`),
    },
  })
  .evolve({ StockCounted: () => ({ is: 'Counted' }) })
