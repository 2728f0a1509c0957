import { describe, expect, it } from 'vitest'
import {
  isUniversalLoanIdentifier,
  universalLoanIdentifier,
} from '../hmda/universal-loan-identifier.ts'
import { must } from '../test-kit/values.ts'
import { adverseImpact } from './adverse-impact.ts'
import { needsNoticeByScore, noticeTiers } from './risk-based-pricing.ts'

describe('the adverse impact ratio', () => {
  it('is flagged below four fifths, not at them', () => {
    const control = { applicants: 100, approved: 50 }
    const at = (approved: number) => must(adverseImpact(control, { applicants: 100, approved }))
    expect([at(40).isBelowFourFifths, at(39).isBelowFourFifths]).toEqual([false, true])
  })

  it.each([
    ['CountInvalid', { applicants: 10, approved: 11 }, { applicants: 10, approved: 1 }],
    ['CountInvalid', { applicants: 10, approved: 1 }, { applicants: 0, approved: 0 }],
    ['CountInvalid', { applicants: 10, approved: 1.5 }, { applicants: 10, approved: 1 }],
    ['NobodyApproved', { applicants: 10, approved: 0 }, { applicants: 10, approved: 1 }],
  ])('is refused as %s', (code, control, group) => {
    expect(adverseImpact(control, group)).toMatchObject({ refused: code })
  })
})

describe('a risk-based-pricing notice', () => {
  it('goes to whoever has no score, and not at the cutoff', () => {
    expect(needsNoticeByScore(720, undefined)).toBe(true)
    expect(needsNoticeByScore(720, 720)).toBe(false)
  })

  it.each([
    [2, 1],
    [4, 1],
    [5, 2],
    [7, 2],
    [8, 3],
    [10, 4],
  ])('of %d tiers leaves %d out', (tiers, free) => {
    const answer = must(noticeTiers(tiers))
    expect(answer.without).toHaveLength(free)
    expect([...answer.without, ...answer.with]).toHaveLength(tiers)
  })

  it.each([1, 2.5, -1, 1e9])('is refused for %d tiers', (tiers) => {
    expect(noticeTiers(tiers)).toMatchObject({ refused: 'CountInvalid' })
  })
})

describe('a universal loan identifier', () => {
  const uli = '10Bx939c5543TqA1144M999143X38'

  it('is not one with a character changed or two that changed places', () => {
    expect(isUniversalLoanIdentifier(uli)).toBe(true)
    expect(isUniversalLoanIdentifier(uli.replace('939', '938'))).toBe(false)
    expect(isUniversalLoanIdentifier(uli.replace('9143', '1943'))).toBe(false)
    expect(isUniversalLoanIdentifier(`${uli} `)).toBe(false)
  })

  it.each([
    ['too short', '10Bx939c5543TqA1144', '999143X'],
    ['a hyphen', '10Bx939c5543TqA1144M', '999-143X'],
    ['nothing of the loan', '10Bx939c5543TqA1144M', ''],
    ['24 of the loan', '10Bx939c5543TqA1144M', 'A'.repeat(24)],
  ])('is refused for %s', (_, lei, loanId) => {
    expect(universalLoanIdentifier(lei, loanId)).toMatchObject({ refused: 'IdentifierInvalid' })
  })
})
