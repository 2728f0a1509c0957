import { isRefusal, Money } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import { highCostTrigger, qualifiedMortgageCap } from '../../rates/index.ts'
import { askedOf } from '../decision/judge.ts'
import { plain } from '../expression/exact.ts'
import { homeLoans, homeLoansOfAllYears } from '../policies/home-loans.ts'
import { compiled, factsOf, fine, usd } from '../test-kit/applications.ts'
import { compilePolicy } from './compile.ts'
import { canonicalJson, contentHash } from './content-hash.ts'
import { PolicyDocument } from './document.ts'

const sound = homeLoans(2025)
const [first, ...others] = sound.rules
if (!first) throw new Error('no rule')
const withRule = (change: object) => ({ ...sound, rules: [{ ...first, ...change }, ...others] })
const withTable = (versions: object[]) => ({
  ...sound,
  tables: [{ name: 'limit', dated: 'consummationOn', versions }],
  rules: [{ ...first, holds: 'apr is below limit' }],
})
const version = { citation: 'somewhere', trust: 'general', rows: [{ is: '3 %' }] }

const refusalOf = (document: unknown) => {
  const answer = compilePolicy(PolicyDocument.parse(document))
  if (!isRefusal(answer)) throw new Error('it was accepted')
  return answer
}

describe('a policy', () => {
  it.each(homeLoansOfAllYears().map((one) => [one.version, one] as const))(
    'of %s can be asked',
    (_, document) => {
      expect(PolicyDocument.parse(document)).toEqual(document)
      expect(compiled(document).rules.length).toBeGreaterThan(20)
    },
  )

  it.each([
    ['RuleWithoutCitation', withRule({ citation: ' ' })],
    ['RuleWithoutCitation', withRule({ citation: undefined })],
    ['RuleWithoutCitation', withTable([{ ...version, citation: '' }])],
    ['RuleWithoutReason', withRule({ reason: '' })],
    ['ReasonUnknown', withRule({ reason: 'toString' })],
    ['ReasonUnknown', withRule({ reason: 'because-i-say-so' })],
    ['ReasonNotPrincipal', withRule({ reason: 'score-review' })],
    ['ExpressionUnreadable', withRule({ holds: 'apr < 3' })],
    ['FactUnknown', withRule({ holds: 'race is at most 3' })],
    ['FactUnknown', withRule({ holds: 'age is at least 62' })],
    ['UnitsMixed', withRule({ holds: 'apr is at most 43 % of monthlyIncome' })],
    ['UnitsMixed', withRule({ holds: 'lien is third' })],
    ['UnitsMixed', withRule({ holds: 'apr + termMonths is at most 3 %' })],
    ['UnitsMixed', withRule({ holds: 'applicationCompletedOn + actionTakenOn is at most 30' })],
    ['UnitsMixed', withRule({ holds: 'apr' })],
    ['IntervalsOverlap', { ...sound, rules: [first, first] }],
    [
      'IntervalsOverlap',
      {
        ...sound,
        rules: [
          { ...first, until: '2025-06-02' },
          { ...first, from: '2025-06-01' },
        ],
      },
    ],
    [
      'IntervalsOverlap',
      {
        ...sound,
        rules: [
          { ...first, until: '2025-06-01' },
          { ...first, from: '2025-06-01', dated: 'rateLockedOn' },
        ],
      },
    ],
    ['IntervalsOverlap', withTable([version, version])],
    ['IntervalEmpty', withTable([{ ...version, from: '2025-06-01', until: '2025-06-01' }])],
    ['IntervalEmpty', { ...sound, until: sound.from }],
    [
      'NameTaken',
      { ...sound, tables: [{ name: 'apr', dated: 'rateLockedOn', versions: [version] }] },
    ],
  ])('is refused: %s', (code, document) => {
    const { refused, because } = refusalOf(document)
    expect(refused).toBe(code)
    expect(because.length).toBeGreaterThan(20)
  })

  it('may change on a day: intervals that touch do not overlap', () => {
    const rules = [
      { ...first, until: '2025-06-01' },
      { ...first, from: '2025-06-01' },
    ]
    fine(compilePolicy({ ...sound, rules }))
  })

  it('has one hash for one meaning, and another for one more character', () => {
    const { key, ...rest } = sound
    expect(contentHash({ ...rest, key })).toBe(contentHash(sound))
    expect(contentHash({ ...sound, title: `${sound.title}.` })).not.toBe(contentHash(sound))
    expect(canonicalJson({ b: 1, a: [null, 'é', true], c: undefined })).toBe(
      '{"a":[null,"é",true],"b":1}',
    )
    expect(() => canonicalJson(0.5)).toThrow(TypeError)
  })
})

describe('the figures of regulations', () => {
  const years = homeLoansOfAllYears().map(({ version }) => Number(version))
  const amounts = [
    '9000',
    '12500',
    '13000',
    '16855',
    '21000',
    '26968',
    '50000',
    '70000',
    '80905',
    '100000',
    '134841',
    '250000',
  ]

  it.each(years)(
    'of %i: caps of points and fees agree with the shared kernel, which has them from elsewhere',
    (year) => {
      const policy = compiled(homeLoans(year))
      for (const amount of amounts) {
        const total = Money.parse(amount, 'USD').timesRatio(99, 100, 'down')
        const asked = askedOf(
          policy,
          factsOf({
            applicationCompletedOn: `${year}-02-01`,
            consummationOn: `${year}-05-01`,
            loanAmount: usd(`${amount}.00`),
            totalLoanAmount: usd(total.toDecimal()),
          }),
        )
        const loan = { loanAmount: Money.parse(amount, 'USD'), totalLoanAmount: total, year }
        const cents = (name: string) =>
          Money.ofMinor((asked[name] as bigint) / 1_000_000n, 'USD').toDecimal()
        expect(cents('qualifiedFees')).toBe(fine(qualifiedMortgageCap(loan)).toDecimal())
        expect(cents('highCostFees')).toBe(fine(highCostTrigger(loan)).toDecimal())
      }
    },
  )

  it('choose the tier of a price by the loan, its lien and what it is secured by', () => {
    const policy = compiled(homeLoans(2025))
    const limit = (others: Parameters<typeof factsOf>[0]) =>
      plain(askedOf(policy, factsOf(others)).qualifiedSpread as bigint, 1_000_000n, 0)
    expect(limit({ loanAmount: usd('134841.00') })).toBe('2.25')
    expect(limit({ loanAmount: usd('134840.99') })).toBe('3.5')
    expect(limit({ loanAmount: usd('80904.99') })).toBe('6.5')
    expect(limit({ loanAmount: usd('134840.99'), propertyKind: 'manufactured' })).toBe('6.5')
    expect(limit({ lien: 'subordinate', loanAmount: usd('80905.00') })).toBe('3.5')
    expect(limit({ lien: 'subordinate', loanAmount: usd('80904.99') })).toBe('6.5')
  })
})
