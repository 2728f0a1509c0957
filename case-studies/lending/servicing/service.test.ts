import { json, type Ports, text } from '@watertight/ports'
import { virtualStage } from '@watertight/ports/stage'
import type { Hosted } from '@watertight/service'
import { expect, it } from 'vitest'
import { dayMs, fastCalendar } from '../flow/test-kit/calendar.ts'
import { startServicing } from './service.ts'

/** Runs servicing on a calendar of a day a minute, and asks it as a neighbour would. */
async function asked(work: (ask: Ask, ports: Ports, hosted: Hosted) => Promise<void>) {
  const stage = virtualStage({ seed: 5 })
  try {
    await stage.run(async () => {
      let hosted: Hosted | undefined
      await stage.host('servicing', async (ports) => {
        hosted = await startServicing(fastCalendar(ports))
        return hosted
      })
      await new Promise<void>((resolve, reject) => {
        void stage.host('neighbour', async (ports) => {
          await work(asking(ports), ports, hosted as Hosted).then(resolve, reject)
        })
      })
    }, 400 * dayMs)
  } finally {
    await stage.stop()
  }
}

type Ask = ReturnType<typeof asking>
const asking =
  ({ transport, clock }: Ports) =>
  async (path: string, body?: object) => {
    const answer = await transport.call({
      ...{ to: 'servicing', path, method: body ? 'POST' : 'GET' },
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
      deadline: clock.now() + 2_000,
    })
    return answer
  }

const usd = (amount: string) => ({ amount, currency: 'USD' })
const offer = {
  ...{ amount: usd('12000.00'), ratePercent: '6', payments: 12, dayCount: '30/360' },
  ...{ consummatedOn: '2026-01-01', interestFrom: '2026-01-01', firstDueOn: '2026-02-01' },
  allocation: 'interest-fees-principal',
}

it('a loan that nobody pays grows older by itself, and is current again when everything is paid', () =>
  asked(async (ask, { clock }) => {
    const day = (n: number) =>
      clock.sleep(Math.max(0, n * dayMs - clock.now()), new AbortController().signal)
    const row = async () => json((await ask('/read/loans/app-7')).body)
    await ask('/loan-account/app-7/board-loan', offer)
    expect(await row()).toMatchObject({ bucket: 'current', balance: '12000.00 USD' })
    const seen: unknown[] = []
    // the last day of each bucket, and the first
    for (const n of [30.5, 32.5, 61.5, 91.5]) {
      await day(n)
      const { bucket, daysPastDue } = (await row()) as { bucket: string; daysPastDue: number }
      seen.push([bucket, daysPastDue])
    }
    expect(seen).toEqual([
      ['current', 0],
      ['1-29', 1],
      ['30-59', 30],
      ['60-89', 60],
    ])
    const quote = json((await ask('/loans/app-7/payoff')).body) as { total: string; asOf: string }
    const payment = { payment: 'all', amount: usd(quote.total), receivedOn: quote.asOf }
    expect((await ask('/loan-account/app-7/receive-payment', payment)).status).toBe(201)
    expect(await row()).toMatchObject({
      ...{ bucket: 'current', daysPastDue: 0, balance: '0.00 USD', state: 'paid off' },
    })
    const status = json((await ask('/status')).body) as {
      processes: { Delinquency: { alarms: number } }
    }
    expect(status.processes.Delinquency.alarms).toBe(0)
  }))

it('what cannot be right is refused with code and sentence, and nothing is appended', () =>
  asked(async (ask, _, { store }) => {
    const wrong: [string, object, string][] = [
      ['board-loan', { ...offer, firstDueOn: '2026-02-30' }, 'WT_INPUT_INVALID'],
      ['board-loan', { ...offer, amount: 12_000 }, 'WT_INPUT_INVALID'],
      ['board-loan', { ...offer, allocation: 'principal-first' }, 'WT_INPUT_INVALID'],
      ['board-loan', { ...offer, ratePercent: '-6' }, 'RateNegative'],
      [
        'receive-payment',
        { payment: 'p', amount: usd('1.00'), receivedOn: '2026-01-01' },
        'NotPossibleNow',
      ],
      ['age-account', { on: '2026-03-01' }, 'WT_NOT_FOUND'],
    ]
    for (const [command, body, code] of wrong) {
      const answer = await ask(`/loan-account/app-7/${command}`, body)
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(json(answer.body)).toMatchObject({ code, detail: expect.stringContaining(' ') })
    }
    expect(await store.head()).toBe(0)
    await ask('/loan-account/app-7/board-loan', offer)
    for (const [path, code] of [
      ['/loans/app-7/payoff?on=2026-02-30', 'DateImpossible'],
      ['/loans/app-7/payoff?on=2025-12-31', 'DatesOutOfOrder'],
      ['/loans/app-8/payoff', 'WT_NOT_FOUND'],
    ])
      expect(json((await ask(path as string)).body)).toMatchObject({ code })
    expect(await store.head()).toBe(1)
  }))

it('shows the schedule as a page that loads nothing but its style, and lets nobody write into it', () =>
  asked(async (ask) => {
    await ask('/loan-account/app-7/board-loan', offer)
    const page = await ask('/loans/app-7/schedule?on=2026-01-02')
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    const html = text(page.body)
    expect(html).toContain('Teaching software, not legal advice')
    expect(html.match(/<tr><th scope="row">/g)).toHaveLength(12)
    expect(html).toContain('1,032.80 USD')
    expect(html).not.toContain('<script')
    expect(text((await ask('/loan-page.css')).body)).toContain('prefers-color-scheme: dark')
  }))
