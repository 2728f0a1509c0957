import type { StandardSchemaV1 } from '@standard-schema/spec'
import { standard } from '../json-schema.ts'
import type { Schema } from '../schema.ts'
import { isCurrency, minorDigitsOf } from './currency.ts'
import { decimalPattern, minorOf, notAnAmount, ownDecimalPattern } from './decimal.ts'
import { Money, type MoneyJson } from './money.ts'

/** The schema of a field that holds money, `event('Paid', { total: moneyJson })`: takes `Money` or its JSON and gives plain JSON with all decimals, so that events stay plain. */
export const moneyJson: Schema<MoneyJson | Money, MoneyJson> = standard(
  'watertight',
  (input) => (input instanceof Money ? { value: input.toJSON() } : validate(input)),
  (side) => ({
    type: 'object',
    properties: {
      amount: { type: 'string', pattern: side === 'input' ? decimalPattern : ownDecimalPattern },
      currency: { type: 'string', pattern: '^[A-Z]{3}$' },
    },
    required: ['amount', 'currency'],
    additionalProperties: false,
  }),
)

function validate(input: unknown): StandardSchemaV1.Result<MoneyJson> {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return { issues: [{ message: 'expected an amount and a currency' }] }
  const { amount, currency, ...others } = input as { readonly [field: string]: unknown }
  const issues = Object.keys(others).map((key) => ({ message: 'unknown field', path: [key] }))
  if (!isCurrency(currency)) {
    issues.push({ message: 'expected an ISO 4217 code such as GBP', path: ['currency'] })
    return { issues }
  }
  const minor = minorOf(amount, minorDigitsOf(currency))
  if (minor === undefined) issues.push({ message: notAnAmount(amount, currency), path: ['amount'] })
  if (minor === undefined || issues.length > 0) return { issues }
  return { value: Money.ofMinor(minor, currency).toJSON() }
}
