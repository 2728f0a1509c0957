import { isRefusal, type Refusal, refuse } from '@watertight/domain'
import { exactCents, exactCount, exactOf } from './exact.ts'
import type { Comparison, Condition, Quantity } from './syntax.ts'

export type Unreadable = Refusal<'ExpressionUnreadable'>

interface Token {
  readonly text: string
  readonly from: number
  readonly to: number
}

const words = /[A-Za-z][A-Za-z0-9-]*|\d[\d.]*|[%+()-]/g
const comparisons: { readonly [first: string]: Comparison } = { below: 'below', above: 'above' }
const reserved = new Set([
  'and',
  'or',
  'not',
  'is',
  'of',
  'at',
  'most',
  'least',
  'below',
  'above',
  'USD',
])

/**
 * Reads a condition that a person can read aloud: `monthlyPayment + monthlyDebts is at most 43 % of monthlyIncome`,
 * `lien is first and not (paymentFeature is level)`. `and` binds closer than `or`.
 */
export const parseCondition = (text: string): Condition | Unreadable =>
  reading(text, (reader) => reader.condition())

/** Reads a quantity: `5 % of totalLoanAmount`, `1380 USD`, `apr - apor`. */
export const parseQuantity = (text: string): Quantity | Unreadable =>
  reading(text, (reader) => reader.quantity())

/** Inside this file what cannot be read is thrown; nobody outside sees it. */
class Stop {
  readonly refusal: Unreadable
  constructor(refusal: Unreadable) {
    this.refusal = refusal
  }
}

function reading<T>(text: string, read: (reader: Reader) => T): T | Unreadable {
  try {
    const reader = new Reader(text)
    const result = read(reader)
    reader.end()
    return result
  } catch (error) {
    if (error instanceof Stop && isRefusal(error.refusal)) return error.refusal
    throw error
  }
}

class Reader {
  readonly #text: string
  readonly #tokens: readonly Token[]
  #next = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
    this.#tokens = [...text.matchAll(words)].map(({ 0: word, index }) => ({
      text: word,
      from: index,
      to: index + word.length,
    }))
    if (text.length > 500 || text.replace(words, '').trim() !== '')
      this.#fail('words, numbers, %, +, -, and parentheses, in 500 characters at most')
  }

  end(): void {
    if (this.#next < this.#tokens.length) this.#fail('the end')
  }

  condition(): Condition {
    return this.#several('or', () => this.#several('and', () => this.#unary()))
  }

  quantity(): Quantity {
    let left = this.#part()
    for (;;) {
      const sign = this.#take('+') ? '+' : this.#take('-') ? '-' : undefined
      if (sign === undefined) return left
      left = { is: 'sum', left, sign, right: this.#part() }
    }
  }

  #several(joint: 'and' | 'or', part: () => Condition): Condition {
    const from = this.#at()
    const parts = [part()]
    while (this.#take(joint)) parts.push(part())
    const [only] = parts
    return parts.length === 1 && only ? only : { is: joint, parts, text: this.#since(from) }
  }

  #unary(): Condition {
    const from = this.#at()
    // each word of nesting is a call of this function: hostile input must not become a deep stack
    if (++this.#depth > 50) this.#fail('less nesting')
    try {
      if (this.#take('not')) {
        const of = this.#unary()
        return { is: 'not', of, text: this.#since(from) }
      }
      if (this.#take('(')) {
        const inner = this.condition()
        if (!this.#take(')')) this.#fail("')'")
        return inner
      }
      return this.#simple(from)
    } finally {
      this.#depth--
    }
  }

  #simple(from: number): Condition {
    const left = this.quantity()
    if (!this.#take('is')) {
      if (left.is !== 'name') this.#fail("'is'")
      return { is: 'flag', name: left.name, text: this.#since(from) }
    }
    const comparison = this.#comparison()
    if (comparison) {
      const right = this.quantity()
      return { is: 'comparison', left, comparison, right, text: this.#since(from) }
    }
    if (left.is !== 'name') this.#fail("'at most', 'at least', 'below' or 'above'")
    const isNot = this.#take('not')
    const choice = this.#word('a word')
    const text = this.#since(from)
    const is: Condition = { is: 'choice', name: left.name, choice, text }
    return isNot ? { is: 'not', of: is, text } : is
  }

  #comparison(): Comparison | undefined {
    if (this.#take('at')) {
      if (this.#take('most')) return 'at most'
      if (this.#take('least')) return 'at least'
      this.#fail("'most' or 'least'")
    }
    const first = this.#peek()
    const found = first === undefined ? undefined : comparisons[first]
    if (found) this.#next++
    return found
  }

  #part(): Quantity {
    const token = this.#peek()
    if (token === undefined || !/^\d/.test(token))
      return { is: 'name', name: this.#word('a name or a number') }
    this.#next++
    if (this.#take('%')) {
      const percent = exactOf(token)
      if (percent === undefined) this.#fail('a percentage with four decimals at most')
      if (this.#take('of'))
        return { is: 'share', percent, of: { is: 'name', name: this.#word('a name') } }
      return { is: 'literal', unit: 'percent', exact: percent }
    }
    if (this.#take('USD')) {
      const exact = exactCents(token)
      if (exact === undefined) this.#fail('dollars, or dollars and two digits of cents')
      return { is: 'literal', unit: 'money', exact }
    }
    if (!/^\d{1,9}$/.test(token)) this.#fail('a whole number, a percentage (%) or an amount (USD)')
    return { is: 'literal', unit: 'count', exact: exactCount(Number(token)) }
  }

  #word(expected: string): string {
    const token = this.#peek()
    if (token === undefined || !/^[A-Za-z]/.test(token) || reserved.has(token)) this.#fail(expected)
    this.#next++
    return token
  }

  #peek = (): string | undefined => this.#tokens[this.#next]?.text

  #take(text: string): boolean {
    const isNext = this.#peek() === text
    if (isNext) this.#next++
    return isNext
  }

  #at = (): number => this.#tokens[this.#next]?.from ?? this.#text.length
  #since = (from: number): string => this.#text.slice(from, this.#tokens[this.#next - 1]?.to)

  #fail(expected: string): never {
    const found = this.#peek()
    const place = found === undefined ? 'at its end' : `at '${found}'`
    throw new Stop(
      refuse(
        'ExpressionUnreadable',
        `'${this.#text.slice(0, 120)}' cannot be read: expected ${expected} ${place}`,
      ),
    )
  }
}
