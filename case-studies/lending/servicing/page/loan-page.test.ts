import { describe, expect, it } from 'vitest'
import type { Terms } from '../account/terms.ts'
import { ticks } from './chart.ts'
import { loanPage } from './loan-page.ts'
import { viewOf } from './loan-view.ts'

const terms: Terms = {
  ...{ amount: { amount: '162000.00', currency: 'USD' }, ratePercent: '3.875', payments: 360 },
  ...{
    consummatedOn: '2026-01-01',
    interestFrom: '2026-01-01',
    firstDueOn: '2026-02-01',
    dayCount: '30/360',
  },
  allocation: 'interest-fees-principal',
}
const view = viewOf('app-7', { terms, ledger: [] }, '2026-03-15')

describe('the page of a loan', () => {
  it('says in years what the schedule says in payments', () => {
    const total = view.periods.reduce(
      (sum, one) => sum.plus(one.principal),
      view.amount.minus(view.amount),
    )
    expect(total).toEqual(view.amount)
    expect(view.periods).toHaveLength(31)
    expect(view.periods.at(-1)?.balance.isZero()).toBe(true)
    expect(view.rows.at(-1)?.amount.toDecimal()).toBe('764.68')
  })

  it('shows a short loan payment by payment', () => {
    const short = viewOf('app-8', { terms: { ...terms, payments: 12 }, ledger: [] }, '2026-03-15')
    expect(short.periods.map(({ label }) => label)).toEqual(
      short.rows.map(({ dueOn }) => dueOn.slice(0, 7)),
    )
  })

  it('tells what is overdue, and how late', () => {
    expect(view.overdue.toDecimal()).toBe('1523.56')
    expect(view.rows.slice(0, 4).map(({ state }) => state)).toEqual([
      ...['overdue', 'overdue', 'to come', 'to come'],
    ])
    expect(loanPage(view)).toContain('42 days late</strong> (30-59): 1,523.56 USD overdue')
  })

  it('has the same amounts in the picture and in the table', () => {
    const html = loanPage(view)
    expect(html.match(/<rect class="principal"/g)).toHaveLength(31)
    expect(html.match(/<rect class="interest"/g)).toHaveLength(31)
    expect(html).toContain('role="img" aria-labelledby="chart-title chart-says"')
    expect(html).toContain('<summary>The schedule as a table</summary>')
  })

  it('writes what it is told as text', () =>
    expect(loanPage({ ...view, loan: '<b>"x"' })).toContain('Loan &lt;b&gt;&quot;x&quot;'))

  it('has round ticks, also where there is next to nothing', () => {
    expect(ticks(914_136)).toEqual([0, 500_000, 1_000_000])
    expect(ticks(40)).toEqual([0, 10, 20, 30, 40])
    expect(ticks(0).length).toBeGreaterThan(0)
  })
})
