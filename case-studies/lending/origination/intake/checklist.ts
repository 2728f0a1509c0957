import { type ItemName, type Items, itemNames, type Product } from './items.ts'

/** Where nothing is said of these, there is none of it. */
const optional: ReadonlySet<ItemName> = new Set(['simultaneousPayment', 'prepaymentPenaltyMonths'])

/** What the lender normally obtains before it decides: an application is complete when all of it is there, 12 CFR 1002.2(f). */
export const checklist = (product: Product): readonly ItemName[] =>
  itemNames.filter(
    (name) =>
      !optional.has(name) ||
      // who improves a home mostly pays for it already
      (name === 'simultaneousPayment' && product === 'improvement'),
  )

export const missingIn = (product: Product, items: Items): readonly ItemName[] =>
  checklist(product).filter((name) => items[name] === undefined)
