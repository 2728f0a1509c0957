import { isRefusal, scenario } from '@watertight/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isUniversalLoanIdentifier } from '../../rates/index.ts'
import {
  ActionTaken,
  CompletionNoted,
  LoanNoted,
  ReceiptNoted,
} from '../application-file/language.ts'
import { RetentionEnded } from '../retention/language.ts'
import { AskedLoan } from '../words.ts'
import { columns } from './columns.ts'
import { edits } from './edits.ts'
import type { Entry } from './entry.ts'
import { identifierOf, lei } from './identifier.ts'
import { Register } from './register.ts'
import { registerFile } from './register-file.ts'

const usd = (amount: string) => ({ amount, currency: 'USD' })
const asked = {
  ...{ product: 'refinance' as const, lien: 'first' as const, termMonths: 360 },
  ...{ loanAmount: usd('200000.00'), propertyValue: usd('250000.00'), apr: '6.625', apor: '6.1' },
  ...{ monthlyIncome: usd('9041.67'), ratePercent: '6.5' },
}
const entry: Entry = {
  ...{ application: 'app-7', uli: identifierOf('app-7'), receivedOn: '2026-03-01', asked },
  ...{ lent: null, action: 3, takenOn: '2026-03-05' },
  reasons: [
    { code: 'bankruptcy', text: 'Bankruptcy', hmda: 3 },
    { code: 'late', text: 'Delinquent obligations', hmda: 3 },
    { code: 'payment-by-hand', text: 'Type of payment schedule | requested', hmda: 9 },
  ],
  told: { sex: 'female', ethnicity: 'not-given' },
}

describe('the identifier of a loan', () => {
  it('has check digits that find one letter for another and one digit for another, whatever the application', () =>
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.nat(41), fc.nat(35), (id, at, wrong) => {
        const uli = identifierOf(id)
        expect(isUniversalLoanIdentifier(uli)).toBe(true)
        expect(uli.startsWith(lei)).toBe(true)
        const one = uli[at] ?? ''
        // a letter counts as two digits: in place of a digit it moves all others, and one such error in 97 is not seen
        const kind = /\d/.test(one) ? '0123456789' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
        const other = kind[wrong % kind.length] ?? ''
        const changed = uli.slice(0, at) + other + uli.slice(at + 1)
        expect(isUniversalLoanIdentifier(changed)).toBe(one === other)
      }),
    ))

  it('begins with an LEI whose own check digits are right', () =>
    // ISO 17442 takes the same ISO 7064 MOD 97-10
    expect(BigInt([...lei].map((it) => Number.parseInt(it, 36)).join('')) % 97n).toBe(1n))
})

describe('a row of the register', () => {
  const application = 'app-7'
  const received = ReceiptNoted({
    ...{ application, receivedOn: '2026-03-01', noticeDueOn: '2026-03-31' },
    loan: { ...asked, monthlyIncome: null },
  })
  const completed = CompletionNoted({
    ...{ application, completedOn: '2026-03-02', loan: asked, noticeDueOn: '2026-04-01' },
  })
  const taken = ActionTaken({ application, action: 1, takenOn: '2026-04-20', reasons: [] })
  const noted = LoanNoted({
    ...{ application, consummatedOn: '2026-04-20', amount: usd('190000.00') },
    ...{ ratePercent: '6.25', termMonths: 180 },
  })
  const row = {
    ...{ application, uli: identifierOf(application), receivedOn: '2026-03-01' },
    asked: JSON.stringify(AskedLoan.parse(asked)),
    lent: JSON.stringify({ amount: usd('190000.00'), ratePercent: '6.25', termMonths: 180 }),
    ...{ action: 1, takenOn: '2026-04-20', year: 2026, reasons: '[]' },
  }

  it('is the same in whatever order its events are heard', () => {
    scenario(Register).given(received, completed, noted, taken).then(row)
    scenario(Register).given(taken, noted, completed, received).then(row)
  })

  it('goes when nothing asks for it any more', () =>
    scenario(Register)
      .given(received, completed, taken, RetentionEnded({ application, keptUntil: '2031-04-20' }))
      .then())

  it('has no protected attribute', () =>
    expect(Object.keys(row).join()).not.toMatch(/sex|ethnicity|race|age/))
})

describe('the file', () => {
  const cellsOf = (one: Entry) => {
    const file = registerFile(2026, [one])
    if (isRefusal(file)) throw new Error(file.because)
    const [names = '', cells = ''] = file.split('\n')
    const values = cells.split('|')
    return Object.fromEntries(names.split('|').map((name, index) => [name, values[index]]))
  }

  it('has a header, and a line for each application of the year', () => {
    const file = registerFile(2026, [entry, { ...entry, takenOn: '2025-12-31' }])
    expect(String(file).split('\n')).toHaveLength(3)
    expect(String(file).split('\n')[0]).toBe(columns.map(({ name }) => name).join('|'))
    expect(cellsOf(entry)).toEqual({
      ...{ record_id: '2', activity_year: '2026', universal_loan_identifier: entry.uli },
      ...{ application_date: '20260301', loan_purpose: '31', loan_amount: '200000.00' },
      ...{ action_taken: '3', action_taken_date: '20260305', income: '109', lien_status: '1' },
      ...{ applicant_ethnicity_1: '3', applicant_sex: '2', rate_spread: 'NA' },
      ...{ denial_reason_1: '3', denial_reason_2: '9', denial_reason_3: '', denial_reason_4: '' },
      denial_reason_other: 'Type of payment schedule   requested',
      ...{ interest_rate: '6.5', loan_term: '360', property_value: '250000.00' },
    })
  })

  it('tells of a loan what was lent, and how much dearer than others it is', () => {
    const lent = { amount: usd('190000.00'), ratePercent: '6.25', termMonths: 180 }
    expect(cellsOf({ ...entry, action: 1, lent, reasons: [] })).toMatchObject({
      ...{ loan_amount: '190000.00', interest_rate: '6.25', loan_term: '180' },
      ...{ rate_spread: '0.525', denial_reason_1: '10', denial_reason_other: '' },
    })
    const cheap = { ...asked, apr: '6', apor: '6.125' }
    expect(cellsOf({ ...entry, action: 1, lent, asked: cheap, reasons: [] }).rate_spread).toBe(
      '-0.125',
    )
  })

  it('is refused where a line cannot be right, with what is wrong', () => {
    const codeOf = (one: Entry) => {
      const file = registerFile(2026, [one])
      return isRefusal(file) ? file.because : 'written'
    }
    expect(codeOf({ ...entry, uli: `${entry.uli.slice(0, -1)}X` })).toContain(': ULI,')
    expect(codeOf({ ...entry, reasons: [] })).toContain(': V669,')
    expect(codeOf({ ...entry, receivedOn: null })).toContain(': dates,')
    expect(codeOf({ ...entry, receivedOn: '2026-03-06' })).toContain(': dates,')
    const file = registerFile(2026, [entry, { ...entry, receivedOn: null }], { onlyClean: true })
    expect(String(file).trimEnd().split('\n')).toHaveLength(2)
    expect(registerFile(2017, [])).toMatchObject({ refused: 'YearUnknown' })
    expect(registerFile(Number.NaN, [])).toMatchObject({ refused: 'YearUnknown' })
  })

  it.each([
    ['V669', { action_taken: '3', denial_reason_1: '3', denial_reason_2: '3' }],
    ['V669', { action_taken: '1', denial_reason_1: '10', denial_reason_2: '1111' }],
    ['V670', { action_taken: '3', denial_reason_1: '10' }],
    ['V670', { action_taken: '1', denial_reason_1: '3' }],
    ['V671', { action_taken: '3', denial_reason_1: '9', denial_reason_other: '' }],
    ['V671', { action_taken: '3', denial_reason_1: '3', denial_reason_other: 'text' }],
  ])('edit %s finds %o', (id, line) => {
    const failing = edits.filter((edit) => !edit.holds(line)).map((edit) => edit.id)
    expect(failing).toContain(id)
  })
})
