import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withLending } from '../flow/lending.ts'
import { applicationOf } from './application-of.ts'
import { importLar, NoLar } from './import-lar.ts'
import { larColumns, larReader } from './lar-header.ts'

const text = readFileSync(join(import.meta.dirname, 'fixtures/public-lar.csv'), 'utf8')
const [header = '', ...rows] = text.trimEnd().split('\n')
async function* linesOf(all: readonly string[]) {
  yield* all
}
const never = new AbortController().signal

describe('the public HMDA LAR', () => {
  const reader = larReader(header.split(','))
  const row = (at: number) => {
    if (typeof reader !== 'function') throw new Error(`missing ${reader.join()}`)
    return applicationOf(reader((rows[at] ?? '').split(',')), at + 2)
  }

  it('is read by the names of its columns, in any order and spelling', () => {
    const spelt = header.replaceAll('-', '_').toUpperCase().split(',').reverse()
    const other = larReader([`\uFEFF${spelt[0]}`, ...spelt.slice(1)])
    expect(typeof other).toBe('function')
    expect(larReader(['activity_year'])).toEqual(larColumns.slice(1))
  })

  it('reads no column that says who somebody is', () =>
    expect(larColumns.filter((name) => /ethnicity|race|sex|_age$/.test(name))).toEqual([]))

  it('is an application as far as the public may know, of nobody', () => {
    expect(row(0)).toMatchObject({
      id: 'hmda-2024-2',
      body: {
        product: 'purchase',
        applicants: [{ role: 'primary', taxId: '900-00-0004', name: 'Nobody of line 2' }],
        items: {
          loanAmount: { amount: '305000.00', currency: 'USD' },
          // 118 thousand a year
          monthlyIncome: { amount: '9833.33', currency: 'USD' },
          ...{ lien: 'first', termMonths: 360, noteRate: '6.625', paymentFeature: 'level' },
        },
      },
    })
    expect(row(1)).toMatchObject({ body: { applicants: [{ role: 'primary' }, { role: 'joint' }] } })
    expect(Object.keys((row(2) as { body: { items: object } }).body.items)).not.toContain(
      'propertyValue',
    )
    expect(row(7)).toMatchObject({
      body: { items: { securedBy: 'personal-property', paymentFeature: 'balloon' } },
    })
  })

  it.each([
    [3, 'a loan that was bought from another lender'],
    [4, 'a request for a preapproval'],
    [5, 'a purpose that no product here has'],
    [6, 'a kind of loan that is not made here'],
    [8, 'no amount that can be read'],
    [9, 'no year'],
  ])('row %i is no application: %s', (at, skipped) => expect(row(at)).toEqual({ skipped }))
})

describe('an import', () => {
  it('takes what is an application, once, and says what became of the rest', () =>
    withLending(async ({ ask, ports, sleep }) => {
      const options = { address: 'origination', path: '', ports, signal: never }
      const report = await importLar(linesOf([header, ...rows]), options)
      expect(report).toEqual({
        ...{ rows: 12, taken: 4, unreadable: [13], refused: { PriceImpossible: 1 } },
        skipped: {
          'a loan that was bought from another lender': 1,
          'a request for a preapproval': 1,
          'a purpose that no product here has': 1,
          'a kind of loan that is not made here': 1,
          'no amount that can be read': 1,
          'no year': 1,
        },
      })
      expect((await importLar(linesOf([header, ...rows]), options)).taken).toBe(4)
      await sleep(2_000)
      const { applications } = (await ask('origination', '/applications')).said
      expect(applications).toHaveLength(4)
      for (const one of applications)
        expect(one).toMatchObject({
          state: 'incomplete',
          missing: expect.stringContaining('reserves'),
        })
    }))

  it('refuses a file with another header, and stops at its limit', () =>
    withLending(async ({ ports }) => {
      const options = { address: 'origination', path: '', ports, signal: never }
      await expect(importLar(linesOf(['a,b', '1,2']), options)).rejects.toThrow(NoLar)
      await expect(importLar(linesOf([]), options)).rejects.toThrow('empty')
      const first = await importLar(linesOf([header, ...rows]), { ...options, limit: 1 })
      expect(first).toMatchObject({ rows: 1, taken: 1 })
    }))
})
