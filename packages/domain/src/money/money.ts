import { DomainError } from '../domain-error.ts'
import { minorDigitsOf } from './currency.ts'
import { minorOf, notAnAmount } from './decimal.ts'
import { divide, type Rounding } from './rounding.ts'

/** Money as it stands in events, commands and answers: the amount is a decimal string, because JSON numbers are binary fractions. `Money.from` makes it money again. */
export interface MoneyJson {
  readonly amount: string
  readonly currency: string
}

type Whole = number | bigint

/**
 * An exact amount in one currency; immutable. Arithmetic stays in the currency, every division says how it rounds.
 * In events and commands it stands as `MoneyJson`, see `moneyJson`.
 * `Money.parse('10.00', 'GBP').allocate([1, 1, 1])` is 3.34, 3.33 and 3.33 GBP.
 */
export class Money {
  /** Whole minor units: pence of GBP, yen of JPY. */
  readonly minor: bigint
  readonly currency: string

  /** Use `Money.parse`, `Money.ofMinor` or `Money.from`. */
  constructor(minor: bigint, currency: string) {
    minorDigitsOf(currency)
    this.minor = minor
    this.currency = currency
    Object.freeze(this)
  }

  /** Reads `'2.55'` or `'-3'` exactly. Spaces, exponents, thousands separators and decimals the currency does not have are errors. */
  static parse(amount: string, currency: string): Money {
    const minor = minorOf(amount, minorDigitsOf(currency))
    if (minor === undefined)
      throw new DomainError('WT_MONEY_AMOUNT_INVALID', notAnAmount(amount, currency), {
        amount,
        currency,
      })
    return new Money(minor, currency)
  }

  static ofMinor(minor: Whole, currency: string): Money {
    return new Money(whole(minor), currency)
  }

  static zero(currency: string): Money {
    return new Money(0n, currency)
  }

  static from({ amount, currency }: MoneyJson): Money {
    return Money.parse(amount, currency)
  }

  plus(other: Money): Money {
    return new Money(this.minor + this.#same(other).minor, this.currency)
  }

  minus(other: Money): Money {
    return new Money(this.minor - this.#same(other).minor, this.currency)
  }

  negated(): Money {
    return new Money(-this.minor, this.currency)
  }

  times(factor: Whole): Money {
    return new Money(this.minor * whole(factor), this.currency)
  }

  dividedBy(divisor: Whole, rounding: Rounding): Money {
    return new Money(divide(this.minor, whole(divisor), rounding), this.currency)
  }

  /** Times a fraction, rounded once: 17.5 % is `timesRatio(175, 1000, 'half-even')`. */
  timesRatio(numerator: Whole, denominator: Whole, rounding: Rounding): Money {
    const minor = divide(this.minor * whole(numerator), whole(denominator), rounding)
    return new Money(minor, this.currency)
  }

  /** Shares in proportion to the weights that add up to exactly this amount. Each differs from its exact share by less than one minor unit; what is left over goes to the largest remainders, the earlier of equals first. */
  allocate(weights: readonly Whole[]): readonly Money[] {
    const parts = weights.map(whole)
    const total = parts.reduce((sum, part) => sum + part, 0n)
    if (total === 0n || parts.some((part) => part < 0n))
      throw new DomainError('WT_MONEY_WEIGHTS_INVALID', `no shares by [${weights}]`, { weights })
    const sign = this.minor < 0n ? -1n : 1n
    const amount = this.minor * sign
    const shares = parts.map((part) => (amount * part) / total)
    const left = Number(amount - shares.reduce((sum, share) => sum + share, 0n))
    const byRemainder = parts
      .map((part, index) => ({ index, remainder: (amount * part) % total }))
      .sort((a, b) => Number(b.remainder > a.remainder) - Number(b.remainder < a.remainder))
    const raised = new Set(byRemainder.slice(0, left).map(({ index }) => index))
    return shares.map(
      (share, index) => new Money(sign * (share + (raised.has(index) ? 1n : 0n)), this.currency),
    )
  }

  /** Below zero, zero or above: fits `sort`. */
  compare(other: Money): -1 | 0 | 1 {
    const difference = this.minor - this.#same(other).minor
    return difference < 0n ? -1 : difference > 0n ? 1 : 0
  }

  /** The same amount of the same currency; of another currency it is simply not equal. */
  equals(other: Money): boolean {
    return this.minor === other.minor && this.currency === other.currency
  }

  isZero(): boolean {
    return this.minor === 0n
  }

  isNegative(): boolean {
    return this.minor < 0n
  }

  isPositive(): boolean {
    return this.minor > 0n
  }

  /** For integer columns of a read model. Beyond 2^53 − 1 minor units it is an error, never a rounded number. */
  toMinorNumber(): number {
    const minor = Number(this.minor)
    if (!Number.isSafeInteger(minor))
      throw new DomainError('WT_MONEY_TOO_LARGE', `${this} does not fit a number exactly`, {
        money: this,
      })
    return minor
  }

  /** With exactly the decimals of the currency: `2.50`, `-0.05`, and `120` for JPY. */
  toDecimal(): string {
    const digits = minorDigitsOf(this.currency)
    const sign = this.minor < 0n ? '-' : ''
    const text = String(this.minor < 0n ? -this.minor : this.minor).padStart(digits + 1, '0')
    if (digits === 0) return sign + text
    return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
  }

  toString(): string {
    return `${this.toDecimal()} ${this.currency}`
  }

  toJSON(): MoneyJson {
    return { amount: this.toDecimal(), currency: this.currency }
  }

  /** Refuses `a < b` and `a + b`, which would compare and join texts. */
  valueOf(): never {
    throw new DomainError('WT_MONEY_COERCED', `${this} was used with an operator`, { money: this })
  }

  #same(other: Money): Money {
    if (this.currency !== other.currency)
      throw new DomainError('WT_MONEY_CURRENCY_MIXED', `${this} was combined with ${other}`, {
        one: this,
        other,
      })
    return other
  }
}

function whole(n: Whole): bigint {
  if (typeof n === 'bigint') return n
  if (!Number.isSafeInteger(n))
    throw new DomainError('WT_MONEY_NOT_WHOLE', `${n} is no exact whole number`, { number: n })
  return BigInt(n)
}
