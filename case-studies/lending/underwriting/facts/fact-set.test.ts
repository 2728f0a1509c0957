import { describe, expect, it } from 'vitest'
import { factsOf, usd } from '../test-kit/applications.ts'
import { FactSet, unfit } from './fact-set.ts'
import type { ProhibitedBasis } from './prohibited.ts'

const fact = { value: 'x', source: 'form', at: '2025-01-02T00:00:00Z' }
const issuesOf = (input: unknown) =>
  FactSet.safeParse(input).error?.issues.map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  ) ?? []

describe('a fact set', () => {
  it('takes no prohibited attribute: it does not compile, and is refused at run time', () => {
    // @ts-expect-error no decision may know it
    const facts: FactSet = { ...factsOf(), race: fact }
    expect(issuesOf(facts)).toEqual([': Unrecognized key: "race"'])
    // @ts-expect-error nor may a rule name it
    const names: keyof FactSet = 'maritalStatus'
    expect(names).not.toBe('age' satisfies ProhibitedBasis)
  })

  const bases: readonly ProhibitedBasis[] = [
    'race',
    'color',
    'religion',
    'nationalOrigin',
    'ethnicity',
    'sex',
    'gender',
    'maritalStatus',
    'age',
    'dateOfBirth',
    'receivesPublicAssistance',
    'exercisedCreditRights',
  ]
  it.each([...bases, '__proto__x', 'constructor'])('refuses the unknown key %s', (name) =>
    expect(issuesOf({ [name]: fact })[0]).toContain('Unrecognized key'),
  )

  it('keeps sources and times, and nothing unknown beside them', () => {
    expect(FactSet.parse(factsOf())).toEqual(factsOf())
    expect(issuesOf({ apr: { ...fact, value: '6.5', race: 1 } })).not.toEqual([])
    expect(issuesOf({ apr: { value: '6.5' } })).not.toEqual([])
  })

  it.each([
    ['an impossible date', { rateLockedOn: '2025-02-30' }],
    ['a date before the calendar of anybody here', { rateLockedOn: '0001-01-01' }],
    ['an unknown product', { product: 'yacht' }],
    ['a rate that is no decimal', { apr: '6,5' }],
    ['a rate in floating point', { apr: 6.5 }],
    ['half a month', { termMonths: 1.5 }],
    ['amounts beyond cents', { loanAmount: usd('1.005') }],
    ['an amount as a number', { loanAmount: 5 }],
    ['no currency', { loanAmount: { amount: '1.00', currency: 'DOLLARS' } }],
  ])('refuses %s', (_, others) => expect(issuesOf(factsOf(others as never))).not.toEqual([]))

  it('makes one amount of 150000 and 150000.00', () =>
    expect(FactSet.parse(factsOf({ loanAmount: usd('150000') })).loanAmount?.value.amount).toBe(
      '150000.00',
    ))

  it.each([
    ['AmountNegative', { monthlyIncome: usd('-0.01') }],
    ['CurrenciesMixed', { monthlyIncome: { amount: '1.00', currency: 'EUR' } }],
    ['DatesOutOfOrder', { actionTakenOn: '2025-03-02' }],
    ['DatesOutOfOrder', { consummationOn: '2025-03-09' }],
  ])('is refused as %s', (code, others) => {
    const facts = FactSet.parse(factsOf(others))
    expect(unfit(facts)).toMatchObject({ refused: code, because: expect.stringMatching(/.{20,}/) })
  })

  it('is refused as CurrencyNotDollar', () => {
    const { loanAmount } = factsOf({ loanAmount: { amount: '1.00', currency: 'EUR' } })
    expect(unfit({ loanAmount })).toMatchObject({ refused: 'CurrencyNotDollar' })
  })
})
