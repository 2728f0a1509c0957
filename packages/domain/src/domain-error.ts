/** Every broken promise of this package and what to do about it. Refused commands are no errors, they are `Refusal`s; unfit input is `InvalidInput`. */
const advice = {
  WT_MONEY_CURRENCY_UNKNOWN: 'Use an ISO 4217 code in capitals, such as GBP',
  WT_MONEY_CURRENCY_MIXED: 'Convert one of them first, at a rate you can name',
  WT_MONEY_AMOUNT_INVALID: 'Write plain digits with at most the decimals of the currency: 2.55',
  WT_MONEY_NOT_WHOLE: 'Use a whole number or a bigint; for a fraction use timesRatio',
  WT_MONEY_DIVIDED_BY_ZERO: 'Check the divisor first',
  WT_MONEY_WEIGHTS_INVALID: 'Give whole weights, none negative and at least one above zero',
  WT_MONEY_TOO_LARGE: 'Keep it as a decimal in a text column',
  WT_MONEY_COERCED: 'Use plus, minus and compare; toString for text',
  WT_SCHEMA_ASYNC: 'Use a schema that answers at once; a domain never waits',
  WT_EVENT_VERSION: 'Give one upcaster for each version before the current one',
  WT_EVENT_TAG_PERSONAL: 'Tag a number that stands for the person, such as a customer number',
  WT_EVENT_UNKNOWN: 'List it among the events and give it a handler',
  WT_POLICY_INVALID: 'Give each edition a version and days of its own, written as 2026-03-01',
  WT_DURATION_INVALID: "Write a whole number and a unit, such as '90 seconds' or '2 days'",
  WT_PROCESS_INVALID: 'Correct what the process manager says',
  WT_TABLE_INVALID:
    'Name it with letters, digits and _, 63 at most, and give it a key of columns without ?',
  WT_CONTEXT_INVALID: 'Let the context own, publish and hear exactly what it says',
  WT_CONTEXT_MAP_INVALID: 'Correct the map or the contexts: they must tell the same story',
} as const

export type DomainErrorCode = keyof typeof advice

/** A promise to this package was broken by the calling code. Test `code`; `facts` are the values in question. */
export class DomainError extends Error {
  override readonly name = 'DomainError'
  readonly code: DomainErrorCode
  readonly facts: { readonly [name: string]: unknown }

  constructor(
    code: DomainErrorCode,
    sentence: string,
    facts: { readonly [name: string]: unknown } = {},
  ) {
    super(`${code}: ${sentence}. ${advice[code]}.`)
    this.code = code
    this.facts = facts
  }
}
