import { describe, expect, it } from 'vitest'
import { homeLoans } from '../policies/home-loans.ts'
import { canonicalJson } from '../policy/content-hash.ts'
import { compiled, factsOf, usd } from '../test-kit/applications.ts'
import { decide } from './decide.ts'
import { judge } from './judge.ts'

const policy = compiled(homeLoans(2025))
const outcomeOf = (others?: Parameters<typeof factsOf>[0]) => decide(policy, factsOf(others))
const found = (id: string, others?: Parameters<typeof factsOf>[0], by = policy) =>
  judge(by, factsOf(others)).findings.find(({ rule }) => rule === id)

describe('a decision', () => {
  it('approves what every rule allows, and says what each saw', () => {
    expect(outcomeOf()).toMatchObject({
      outcome: 'approved',
      reasons: [],
      referrals: [],
      offer: null,
    })
    expect(found('debt-to-income')).toEqual({
      rule: 'debt-to-income',
      outcome: 'held',
      because:
        'monthlyPayment + propertyCosts + simultaneousPayment + monthlyDebts is 3046.20 USD, against 45 % of monthlyIncome is 4275.00 USD',
    })
  })

  it('declines for reasons that are rules that failed', () => {
    const { outcome, reasons, findings } = outcomeOf({ hasOpenBankruptcy: true, latePayments: 3 })
    expect(outcome).toBe('declined')
    expect(reasons.map(({ code }) => code)).toEqual(['delinquent-obligations', 'bankruptcy'])
    expect(reasons[1]).toEqual({ code: 'bankruptcy', text: 'Bankruptcy', hmda: 3 })
    expect(findings.filter((it) => it.outcome === 'failed').map(({ rule }) => rule)).toEqual([
      'payment-record',
      'no-open-bankruptcy',
    ])
  })

  it('gives at most four reasons, each once', () => {
    const { reasons } = outcomeOf({
      monthlyIncome: usd('2000.00'),
      hasOpenBankruptcy: true,
      latePayments: 9,
      creditLines: 0,
      incomeIsVerified: false,
      pointsAndFees: usd('90000.00'),
    })
    expect(reasons).toHaveLength(4)
    expect(new Set(reasons.map(({ code }) => code)).size).toBe(4)
  })

  it('offers the greatest smaller loan that every rule allows', () => {
    const { outcome, offer, reasons } = outcomeOf({ monthlyIncome: usd('5900.00') })
    expect({ outcome, codes: reasons.map(({ code }) => code) }).toEqual({
      outcome: 'counter-offered',
      codes: ['excessive-obligations'],
    })
    expect(offer).toEqual({ loanAmount: '238000.00' })
    const of = (amount: string) =>
      outcomeOf({
        monthlyIncome: usd('5900.00'),
        loanAmount: usd(amount),
        totalLoanAmount: usd(amount),
      }).outcome
    expect([of('238000.00'), of('238500.00')]).toEqual(['approved', 'counter-offered'])
  })

  it('declines where even the least offer is too much', () =>
    expect(outcomeOf({ monthlyIncome: usd('3000.00') })).toMatchObject({
      outcome: 'declined',
      offer: null,
    }))

  it('refers what a person must look at: a score is no reason', () =>
    expect(outcomeOf({ creditScore: 599 })).toMatchObject({
      outcome: 'referred',
      reasons: [],
      referrals: ['score-review'],
    }))

  it('refers what is missing, and does not hold it against anybody', () => {
    expect(outcomeOf({ reserves: undefined, creditScore: undefined })).toMatchObject({
      outcome: 'referred',
      missing: ['creditScore', 'reserves'],
      referrals: ['facts-missing'],
    })
    expect(found('reserves', { reserves: undefined })?.outcome).toBe('fact missing')
  })

  it('declines for what is known, whatever else is missing', () =>
    expect(outcomeOf({ reserves: undefined, hasOpenBankruptcy: true })).toMatchObject({
      outcome: 'declined',
      reasons: [{ code: 'bankruptcy' }],
    }))

  it('knows nothing without facts, and refers', () =>
    expect(decide(policy, {})).toMatchObject({ outcome: 'referred', reasons: [] }))

  it.each([{}, { hasOpenBankruptcy: true }, { monthlyIncome: usd('5900.00') }])(
    'only refers on degraded data: %j',
    (others) => {
      const { creditScore, ...facts } = factsOf(others)
      if (!creditScore) throw new Error('no score')
      const degraded = { ...facts, creditScore: { ...creditScore, isDegraded: true as const } }
      expect(decide(policy, degraded)).toMatchObject({
        outcome: 'referred',
        degraded: ['creditScore'],
        offer: null,
        reasons: [],
      })
    },
  )

  it('is the same bytes each time, in whatever order the facts came', () => {
    const facts = factsOf({ monthlyIncome: usd('5900.00') })
    const turned = Object.fromEntries(Object.entries(facts).reverse())
    expect(canonicalJson(decide(policy, turned))).toBe(canonicalJson(decide(policy, facts)))
  })

  it('has the same reasons, whatever the order of the rules', () => {
    const document = homeLoans(2025)
    const turned = compiled({ ...document, rules: document.rules.toReversed() })
    const facts = factsOf({ hasOpenBankruptcy: true, latePayments: 3, creditLines: 1 })
    const codes = (by: typeof policy) =>
      decide(by, facts)
        .reasons.map(({ code }) => code)
        .sort()
    expect(codes(turned)).toEqual(codes(policy))
  })
})

describe('the day that selects the figures', () => {
  const both = compiled({ ...homeLoans(2025), until: '2027-01-01' })
  const loan = {
    loanAmount: usd('135500.00'),
    totalLoanAmount: usd('134000.00'),
    pointsAndFees: usd('1000.00'),
    apr: '8.9',
    apor: '6.4',
  }

  it('is the consummation for the price of a qualified mortgage: the first tier in 2025, the second in 2026', () => {
    expect(found('qualified-price', loan, both)).toMatchObject({
      outcome: 'failed',
      because: 'apr - apor is 2.5 %, against qualifiedSpread is 2.25 %',
    })
    expect(found('qualified-price', { ...loan, consummationOn: '2026-01-05' }, both)).toMatchObject(
      { outcome: 'held' },
    )
  })

  it('is the rate lock for whether there is such a test: none before March 2021', () => {
    const y2021 = compiled(homeLoans(2021))
    const at = (rateLockedOn: string) =>
      found(
        'qualified-price',
        {
          ...loan,
          applicationCompletedOn: '2021-02-01',
          actionTakenOn: '2021-02-05',
          rateLockedOn,
          consummationOn: '2021-03-20',
        },
        y2021,
      )?.outcome
    expect([at('2021-02-28'), at('2021-03-01')]).toEqual(['not evaluated', 'failed'])
  })

  it('is the notice for the thirty days', () => {
    expect(found('notice-in-time', { actionTakenOn: '2025-04-02' })).toMatchObject({
      outcome: 'held',
    })
    expect(found('notice-in-time', { actionTakenOn: '2025-04-03' })).toMatchObject({
      outcome: 'failed',
    })
  })

  it('selects nothing where no figure is known, which is missing and nobody’s fault', () => {
    const { outcome, missing } = outcomeOf({ consummationOn: '2031-01-05' })
    expect(outcome).toBe('referred')
    expect(missing).toContain('highCostFees')
  })
})

describe('the operators at the threshold', () => {
  it.each([
    // equal to the threshold is no qualified mortgage, is higher-priced, and is not high-cost
    ['qualified-price', '8.65', 'failed'],
    ['qualified-price', '8.6499', 'held'],
    ['not-higher-priced', '7.9', 'failed'],
    ['not-higher-priced', '7.8999', 'held'],
    ['safe-harbor', '7.9', 'failed'],
    ['not-high-cost-by-price', '12.9', 'held'],
    ['not-high-cost-by-price', '12.9001', 'failed'],
  ])('%s at an annual percentage rate of %s: %s', (id, apr, outcome) =>
    expect(found(id, { apr })?.outcome).toBe(outcome),
  )

  it('a jumbo loan is higher-priced from 2.5 on', () => {
    const jumbo = { loanAmount: usd('806500.01'), propertyValue: usd('2000000.00') }
    expect(found('not-higher-priced', { ...jumbo, apr: '8.8999' })?.outcome).toBe('held')
    expect(found('not-higher-priced', { ...jumbo, apr: '8.9' })?.outcome).toBe('failed')
  })
})
