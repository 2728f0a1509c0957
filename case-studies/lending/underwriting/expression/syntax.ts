/** What a value is measured in. Values of different units are never compared. */
export type Unit = 'money' | 'percent' | 'count' | 'day' | 'choice' | 'flag'

/** A quantity: `monthlyIncome`, `43 % of monthlyIncome`, `apr - apor`. */
export type Quantity =
  | { readonly is: 'name'; readonly name: string }
  | { readonly is: 'literal'; readonly unit: 'money' | 'percent' | 'count'; readonly exact: bigint }
  | { readonly is: 'share'; readonly percent: bigint; readonly of: Quantity }
  | {
      readonly is: 'sum'
      readonly left: Quantity
      readonly sign: '+' | '-'
      readonly right: Quantity
    }

export type Comparison = 'at most' | 'at least' | 'below' | 'above'

/** A condition, and the text it was read from. */
export type Condition = { readonly text: string } & (
  | {
      readonly is: 'comparison'
      readonly left: Quantity
      readonly comparison: Comparison
      readonly right: Quantity
    }
  | { readonly is: 'choice'; readonly name: string; readonly choice: string }
  | { readonly is: 'flag'; readonly name: string }
  | { readonly is: 'not'; readonly of: Condition }
  | { readonly is: 'and' | 'or'; readonly parts: readonly Condition[] }
)
