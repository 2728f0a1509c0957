import { InvalidInput, scenario } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import { about, ada, bela, items, received, submit, usd, who } from '../test-kit/application.ts'
import { Admission } from './admission.ts'
import { pseudonymOf } from './identity.ts'
import { FileClosed, SubmitApplication } from './language.ts'

const asked = (others: Parameters<typeof submit>[0] = {}) =>
  scenario(Admission).given().when(submit(others), about)

describe('admission', () => {
  it('takes an application in, on the day it came or on an earlier one', () => {
    asked().then(received())
    asked({ receivedOn: '2026-01-08', takenInBy: 'ivo' }).then(
      received({ receivedOn: '2026-01-08', takenInBy: 'ivo' }),
    )
    asked({ items: {} }).then(received({ items: {} }))
  })

  it('keeps names and numbers apart from what stands for them', () => {
    const joint = asked({ applicants: [ada, bela] })
    joint.then(
      received({
        parties: [ada, bela],
        applicants: [
          { id: 'ada', role: 'primary' },
          { id: 'bela', role: 'joint' },
        ],
        jointIdentity: pseudonymOf(bela.taxId),
      }),
    )
    expect(pseudonymOf(ada.taxId)).toMatch(/^[0-9a-f]{32}$/)
    expect(pseudonymOf(ada.taxId)).not.toBe(pseudonymOf(bela.taxId))
  })

  it('refuses the same applicant twice in one application', () => {
    asked({ applicants: [ada, { ...ada, role: 'joint' }] }).thenRefused('ApplicantTwice')
    asked({ applicants: [ada, { ...bela, taxId: ada.taxId }] }).thenRefused('ApplicantTwice')
  })

  it('refuses the same applicant twice for the same, alone or with another, until the first is closed', () => {
    const again = (
      earlier: ReturnType<typeof received>,
      ...more: ReturnType<typeof FileClosed>[]
    ) =>
      scenario(Admission)
        .given(earlier, ...more)
        .when(submit(), { ...about, id: 'app-8' })
    again(received()).thenRefused('AlreadyApplied')
    const asJoint = { identity: pseudonymOf(bela.taxId), jointIdentity: pseudonymOf(ada.taxId) }
    again(received(asJoint)).thenRefused('AlreadyApplied')
    again(received({ product: 'improvement' })).then(received({ application: 'app-8' }))
    const closed = FileClosed({ application: 'app-7', product: 'purchase', ...who })
    again(received(), closed).then(received({ application: 'app-8' }))
    again(received({ identity: pseudonymOf('999-00-0001') })).then(
      received({ application: 'app-8' }),
    )
  })

  it.each([
    ['PrimaryApplicant', { applicants: [bela] }],
    ['NumberOfSomebody', { applicants: [{ ...ada, taxId: '912-50-3456' }] }],
    ['NumberOfSomebody', { applicants: [{ ...ada, taxId: '212-00-3456' }] }],
    ['DateImpossible', { applicants: [{ ...ada, birthDate: '2026-01-11' }] }],
    ['DateImpossible', { applicants: [{ ...ada, birthDate: '1900-01-01' }] }],
    ['ApplicantUnderage', { applicants: [{ ...ada, birthDate: '2008-01-11' }] }],
    ['DateInFuture', { receivedOn: '2026-01-11' }],
    ['AmountNegative', { items: { ...items, monthlyIncome: usd('-0.01') } }],
    ['CurrenciesMixed', { items: { ...items, reserves: { amount: '1.00', currency: 'EUR' } } }],
    ['CurrencyNotDollar', { items: { reserves: { amount: '1.00', currency: 'EUR' } } }],
    ['DatesOutOfOrder', { items: { ...items, consummationOn: '2026-01-11' } }],
    ['DatesOutOfOrder', { items: { consummationOn: '2026-01-09' } }],
    ['PriceImpossible', { items: { ...items, pointsAndFees: usd('300000.00') } }],
  ] as const)('refuses %s: %j', (code, others) =>
    asked(others as Parameters<typeof submit>[0]).thenRefused(code),
  )

  it('refuses an id that a bureau has no room for', () =>
    scenario(Admission)
      .given()
      .when(submit(), { ...about, id: 'a'.repeat(41) })
      .thenRefused('IdTooLong'))

  it('takes somebody on the day of the eighteenth birthday', () =>
    asked({ applicants: [{ ...ada, birthDate: '2008-01-10' }] }).then(
      received({ parties: [{ ...ada, birthDate: '2008-01-10' }] }),
    ))

  it.each([
    ['an unknown product', { product: 'yacht' }],
    ['an impossible day', { receivedOn: '2026-02-30' }],
    ['an impossible birthday', { applicants: [{ ...ada, birthDate: '1980-13-01' }] }],
    ['a line that no decision may know', { items: { ...items, maritalStatus: 'married' } }],
    ['an amount as a number', { items: { ...items, reserves: 5 } }],
    ['a rate in floating point', { items: { ...items, noteRate: 6.5 } }],
    ['three applicants', { applicants: [ada, bela, { ...bela, id: 'cem' }] }],
    ['nobody', { applicants: [] }],
  ])('reads nothing of %s', (_, others) =>
    expect(() =>
      SubmitApplication({ product: 'purchase', applicants: [ada], items, ...others } as never),
    ).toThrow(InvalidInput),
  )

  it('has no line for anything that no decision may know: it does not compile', () => {
    // @ts-expect-error a prohibited basis
    const wrong: typeof items = { ...items, sex: 'female' }
    expect(wrong).toHaveProperty('sex')
  })
})
