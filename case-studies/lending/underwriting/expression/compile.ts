import { allOf, anyOf, not, type Refusal, type Rule, refuse, rule } from '@watertight/domain'
import type { Known } from '../facts/fact-set.ts'
import { one, plain, shareOf } from './exact.ts'
import type { Comparison, Condition, Quantity, Unit } from './syntax.ts'

/** What rules are asked of: every name that is known, with its value. */
export interface Asked {
  readonly [name: string]: Known | undefined
}

/** What a name stands for; undefined for one that nobody knows. */
export type NameOf = (
  name: string,
) => { readonly unit: Unit; readonly choices?: readonly string[] } | undefined

export type Unfit = Refusal<'FactUnknown' | 'UnitsMixed'>

/** A quantity that can be worked out; undefined where a fact of it is not known. */
export interface Measure {
  readonly unit: Unit
  readonly names: readonly string[]
  readonly text: string
  of(asked: Asked): bigint | undefined
}

const holds: { readonly [C in Comparison]: (left: bigint, right: bigint) => boolean } = {
  'at most': (left, right) => left <= right,
  'at least': (left, right) => left >= right,
  below: (left, right) => left < right,
  above: (left, right) => left > right,
}

/** The condition as a rule of the domain: three-valued, with a sentence of the values it saw. */
export function conditionRule(condition: Condition, nameOf: NameOf): Rule<Asked> | Unfit {
  switch (condition.is) {
    case 'comparison':
      return comparisonRule(condition, nameOf)
    case 'choice': {
      const { name, choice, text } = condition
      const known = nameOf(name)
      if (!known) return unknown(name)
      if (!known.choices?.includes(choice))
        return refuse(
          'UnitsMixed',
          `${name} is never ${choice}; it is ${known.choices?.join(', ') ?? `a ${known.unit}`}`,
        )
      return asking(
        text,
        [name],
        (asked) => asked[name] === choice,
        (asked) => `${name} is ${asked[name]}`,
      )
    }
    case 'flag': {
      const { name, text } = condition
      const known = nameOf(name)
      if (!known) return unknown(name)
      if (known.unit !== 'flag')
        return refuse('UnitsMixed', `${name} is a ${known.unit}, neither true nor false by itself`)
      return asking(
        text,
        [name],
        (asked) => asked[name] === true,
        (asked) => `${name} is ${asked[name] ? 'so' : 'not so'}`,
      )
    }
    case 'not': {
      const of = conditionRule(condition.of, nameOf)
      return 'refused' in of ? of : not(of)
    }
    default: {
      const parts: Rule<Asked>[] = []
      for (const part of condition.parts) {
        const made = conditionRule(part, nameOf)
        if ('refused' in made) return made
        parts.push(made)
      }
      const [first, ...more] = parts
      if (!first) throw new TypeError('a condition of no parts')
      return condition.is === 'and' ? allOf(first, ...more) : anyOf(first, ...more)
    }
  }
}

function comparisonRule(
  condition: Extract<Condition, { readonly is: 'comparison' }>,
  nameOf: NameOf,
): Rule<Asked> | Unfit {
  const left = measure(condition.left, nameOf)
  if ('refused' in left) return left
  const right = measure(condition.right, nameOf)
  if ('refused' in right) return right
  if (left.unit !== right.unit)
    return refuse('UnitsMixed', `'${condition.text}' compares ${left.unit} with ${right.unit}`)
  if (left.unit === 'choice' || left.unit === 'flag')
    return refuse('UnitsMixed', `'${condition.text}' compares what has no size`)
  const test = holds[condition.comparison]
  const told = ({ text, unit, of }: Measure, asked: Asked) => {
    const shown = written(of(asked) as bigint, unit)
    return text === shown ? shown : `${text} is ${shown}`
  }
  return asking(
    condition.text,
    [...left.names, ...right.names],
    (asked) => test(left.of(asked) as bigint, right.of(asked) as bigint),
    (asked) => `${told(left, asked)}, against ${told(right, asked)}`,
  )
}

const asking = (
  text: string,
  needs: readonly string[],
  test: (asked: Asked) => boolean,
  because: (asked: Asked) => string,
): Rule<Asked> =>
  rule<Asked, string>(text, test, because, { needs: [...new Set(needs)] }) as Rule<Asked>

/** A quantity of known names and units. Days less days are a count; anything else keeps its unit. */
export function measure(quantity: Quantity, nameOf: NameOf): Measure | Unfit {
  switch (quantity.is) {
    case 'literal': {
      const { unit, exact } = quantity
      return { unit, names: [], text: written(exact, unit), of: () => exact }
    }
    case 'name': {
      const { name } = quantity
      const known = nameOf(name)
      if (!known) return unknown(name)
      return {
        unit: known.unit,
        names: [name],
        text: name,
        of: (asked) => asked[name] as bigint | undefined,
      }
    }
    case 'share': {
      const of = measure(quantity.of, nameOf)
      if ('refused' in of) return of
      if (of.unit !== 'money')
        return refuse('UnitsMixed', `a percentage of ${of.text} is no amount: it is a ${of.unit}`)
      const { percent } = quantity
      return {
        ...of,
        text: `${plain(percent, one, 0)} % of ${of.text}`,
        of: (asked) => {
          const whole = of.of(asked)
          return whole === undefined ? undefined : shareOf(percent, whole)
        },
      }
    }
    case 'sum':
      return sum(quantity, nameOf)
  }
}

function sum(
  { left, sign, right }: Extract<Quantity, { readonly is: 'sum' }>,
  nameOf: NameOf,
): Measure | Unfit {
  const one = measure(left, nameOf)
  if ('refused' in one) return one
  const other = measure(right, nameOf)
  if ('refused' in other) return other
  const text = `${one.text} ${sign} ${other.text}`
  const isSpan = one.unit === 'day' && sign === '-'
  const hasSize = one.unit !== 'choice' && one.unit !== 'flag' && (one.unit !== 'day' || isSpan)
  if (one.unit !== other.unit || !hasSize)
    return refuse('UnitsMixed', `'${text}' takes ${one.unit} and ${other.unit} together`)
  return {
    unit: isSpan ? 'count' : one.unit,
    names: [...one.names, ...other.names],
    text,
    of: (asked) => {
      const [a, b] = [one.of(asked), other.of(asked)]
      if (a === undefined || b === undefined) return undefined
      return sign === '+' ? a + b : a - b
    },
  }
}

const unknown = (name: string): Unfit =>
  refuse(
    'FactUnknown',
    `'${name}' is no fact that a decision may know, and no table of this policy`,
  )

/** `1250.50 USD`, `6.5 %`, `360`. */
function written(exact: bigint, unit: Unit): string {
  if (unit === 'money') return `${plain(exact, 100n * one, 2)} USD`
  if (unit === 'percent') return `${plain(exact, one, 0)} %`
  if (unit === 'day') return new Date(Number(exact / one) * 86_400_000).toISOString().slice(0, 10)
  return plain(exact, one, 0)
}
