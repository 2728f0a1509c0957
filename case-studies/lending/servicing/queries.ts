import type { EventType } from '@watertight/domain'
import { isRefusal } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { type Ports, type Reply, reply } from '@watertight/ports'
import { problem, type Routes } from '@watertight/service'
import { z } from 'zod'
import { accountOn } from './account/account.ts'
import { LoanAccount, type Serviced } from './account/loan-account.ts'
import { payoffQuote } from './account/payoff.ts'
import { loanPage } from './page/loan-page.ts'
import { loanPageStyle } from './page/loan-page-style.ts'
import { viewOf } from './page/loan-view.ts'

/** What people ask servicing: the schedule of a loan as a page, its account and its payoff as of a day. */
export const queries = (store: EventStore<EventType>, { clock }: Ports): Routes => {
  const today = () => new Date(clock.wallTime()).toISOString().slice(0, 10)

  /** Folds a loan from its stream. */
  async function loanOf(loan: string): Promise<Serviced | undefined> {
    let state = LoanAccount.initial()
    for await (const { type, data } of store.read(`loan-account-${loan}`))
      state = LoanAccount.evolve(state, { type, data } as never)
    return state.is === 'Nothing' ? undefined : state
  }
  const withLoan = async (
    { loan = '', on = today() }: { readonly loan?: string; readonly on?: string },
    answer: (of: Serviced, on: string) => Reply,
  ): Promise<Reply> => {
    if (!z.iso.date().safeParse(on).success || on > '2199-12-31')
      return problem({
        ...{ status: 422, title: 'No Day', code: 'DateImpossible' },
        detail: `'${on.slice(0, 40)}' is no day of the calendar; write one as 2026-02-28.`,
      })
    const of = await loanOf(loan)
    if (of === undefined)
      return problem({
        ...{ status: 404, title: 'No Loan', code: 'WT_NOT_FOUND' },
        detail: `There is no loan ${loan.slice(0, 80)}.`,
      })
    if (on < of.terms.consummatedOn)
      return problem({
        ...{ status: 422, title: 'No Loan Yet', code: 'DatesOutOfOrder' },
        detail: `The loan begins on ${of.terms.consummatedOn}; ask for that day or a later one.`,
      })
    return answer(of, on)
  }

  return {
    'GET /loans/:loan/payoff': (_, { loan = '' }, { on = today() }) =>
      withLoan({ loan, on }, (of, day) => {
        const quote = payoffQuote(of, day)
        return isRefusal(quote)
          ? problem({
              ...{ status: 422, title: 'No Quote', code: quote.refused, detail: quote.because },
            })
          : reply(200, quote)
      }),

    'GET /loans/:loan/account': (_, { loan = '' }, { on = today() }) =>
      withLoan({ loan, on }, ({ terms, ledger }, day) => {
        const { principal, interest, fees, owed, payments } = accountOn(terms, ledger, day)
        return reply(200, { on: day, terms, principal, interest, fees, owed, payments })
      }),

    'GET /loans/:loan/schedule': (_, { loan = '' }, { on = today() }) =>
      withLoan({ loan, on }, (of, day) => page(loanPage(viewOf(loan, of, day)))),

    'GET /loan-page.css': () => ({
      status: 200,
      headers: { 'content-type': 'text/css; charset=utf-8', 'x-content-type-options': 'nosniff' },
      body: loanPageStyle,
    }),
  }
}

/** The page needs nothing but its style, from where it came itself. */
const page = (body: string): Reply => ({
  status: 200,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  },
  body,
})
