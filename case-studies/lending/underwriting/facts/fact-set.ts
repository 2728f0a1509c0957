import { type MoneyJson, type Refusal, refuse } from '@watertight/domain'
import { z } from 'zod'
import { exactCents, exactCount, exactDay, exactOf } from '../expression/exact.ts'
import { type FactName, factKinds } from './fact-kinds.ts'

type ValueOf<K> = K extends { readonly choices: readonly (infer C)[] }
  ? C
  : K extends { readonly unit: 'money' }
    ? MoneyJson
    : K extends { readonly unit: 'count' }
      ? number
      : K extends { readonly unit: 'flag' }
        ? boolean
        : string

/** One input: what is known, who says so and since when. Degraded is what came from a fallback, or is older than it may be. */
export interface Fact<V> {
  readonly value: V
  readonly source: string
  readonly at: string
  readonly isDegraded?: true | undefined
}

/** What one decision knows. A fact that is not there is not known; nothing else may be in it. */
export type FactSet = {
  readonly [N in FactName]?: Fact<ValueOf<(typeof factKinds)[N]>> | undefined
}

const Money = z.strictObject({
  amount: z
    .string()
    .regex(/^-?\d{1,11}(\.\d{2})?$/, 'expected dollars and cents such as 1250.50')
    // 150000 and 150000.00 are one amount and must be one hash
    .transform((amount) => (amount.includes('.') ? amount : `${amount}.00`)),
  currency: z.string().regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code such as USD'),
})
const values = {
  money: Money,
  percent: z
    .string()
    .regex(/^\d{1,4}(\.\d{1,4})?$/, 'expected percent such as 6.125, four decimals at most'),
  count: z.int().min(0).max(1_000_000),
  day: z.iso.date().regex(/^(19|20)/, 'expected a day from 1900 to 2099'),
  flag: z.boolean(),
}

const shape = Object.fromEntries(
  Object.entries(factKinds).map(([name, kind]) => [
    name,
    z
      .strictObject({
        value: 'choices' in kind ? z.enum(kind.choices) : values[kind.unit],
        source: z.string().min(1).max(100),
        at: z.iso.datetime(),
        isDegraded: z.literal(true).optional(),
      })
      .optional(),
  ]),
)

/** Refuses whatever is not a fact of `factKinds`, a prohibited attribute above all. */
export const FactSet = z.strictObject(shape) as unknown as z.ZodType<FactSet>

export type UnfitFacts = Refusal<
  'AmountNegative' | 'CurrenciesMixed' | 'CurrencyNotDollar' | 'DatesOutOfOrder'
>

const inOrder: readonly (readonly [FactName, FactName])[] = [
  ['applicationCompletedOn', 'actionTakenOn'],
  ['rateLockedOn', 'consummationOn'],
  ['applicationCompletedOn', 'consummationOn'],
]

/** What a shape cannot say: one currency, nothing below zero, days that follow each other. Undefined where all is well. */
export function unfit(facts: FactSet): UnfitFacts | undefined {
  const amounts = moneyOf(facts)
  for (const [name, { amount, currency }] of amounts)
    if (amount.startsWith('-'))
      return refuse(
        'AmountNegative',
        `${name} is ${amount} ${currency}, and no amount is less than nothing`,
      )
  const currencies = [...new Set(amounts.map(([, { currency }]) => currency))]
  if (currencies.length > 1)
    return refuse(
      'CurrenciesMixed',
      `amounts in ${currencies.join(' and ')} are in one application; state all in one currency`,
    )
  if (currencies.length === 1 && currencies[0] !== 'USD')
    return refuse(
      'CurrencyNotDollar',
      `amounts are in ${currencies[0]}; the policies here know dollars`,
    )
  for (const [before, after] of inOrder) {
    const [first, second] = [facts[before]?.value, facts[after]?.value]
    if (first !== undefined && second !== undefined && first > second)
      return refuse(
        'DatesOutOfOrder',
        `${before} is ${first}, after ${after}, ${second}; correct one of them`,
      )
  }
  return undefined
}

const moneyOf = (facts: FactSet): (readonly [string, MoneyJson])[] =>
  Object.entries(facts).flatMap(([name, fact]) =>
    fact && factKinds[name as FactName].unit === 'money'
      ? [[name, fact.value as MoneyJson] as const]
      : [],
  )

export const degradedIn = (facts: FactSet): readonly FactName[] =>
  (Object.keys(factKinds) as FactName[]).filter((name) => facts[name]?.isDegraded === true)

/** A value as the rules take it. */
export type Known = bigint | string | boolean

/** The facts of a set as the rules take them, under their names. */
export function known(facts: FactSet): { [name: string]: Known | undefined } {
  const all: { [name: string]: Known | undefined } = {}
  for (const [name, { unit }] of Object.entries(factKinds)) {
    const value = facts[name as FactName]?.value as unknown
    if (value === undefined) continue
    if (unit === 'money') all[name] = exactCents((value as MoneyJson).amount)
    else if (unit === 'percent') all[name] = exactOf(value as string)
    else if (unit === 'count') all[name] = exactCount(value as number)
    else if (unit === 'day') all[name] = exactDay(value as string)
    else all[name] = value as string | boolean
  }
  return all
}
