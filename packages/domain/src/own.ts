/** What stands under the key itself: `constructor` and its like are nobody's handler. */
export const own = <T>(table: { readonly [key: string]: T }, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined
