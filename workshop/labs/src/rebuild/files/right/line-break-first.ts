import { json, type Ports, type Request, type Running, reply, text } from '@watertight/ports'

type Event =
  | {
      readonly type: 'LoanDisbursed'
      readonly loan: string
      readonly cents: number
      readonly at: number
    }
  | {
      readonly type: 'PaymentReceived'
      readonly ref: number
      readonly loan: string
      readonly cents: number
      readonly at: number
    }
  | { readonly type: 'LetterSent'; readonly loan: string; readonly at: number }

interface Account {
  readonly owed: number
  readonly lastPaidAt: number | null
  readonly payments: ReadonlySet<number>
  readonly isTold: boolean
}

const none: Account = { owed: 0, lastPaidAt: null, payments: new Set(), isTold: false }
const everyMs = 100
const callMs = 300

/** What an event means. It is the same whenever it is asked: it looks at nothing else. */
function evolve(account: Account, event: Event): Account {
  switch (event.type) {
    case 'LoanDisbursed':
      return { ...account, owed: account.owed + event.cents }
    case 'PaymentReceived':
      return {
        ...account,
        owed: account.owed - event.cents,
        lastPaidAt: event.at,
        payments: new Set([...account.payments, event.ref]),
      }
    case 'LetterSent':
      return { ...account, isTold: true }
    default:
      // a word of another release: nothing that counts here
      return account
  }
}

/** Loans that are paid back. The log on the disk is all there is; the rest follows from it. */
export async function start({ clock, spawn, transport }: Ports): Promise<Running> {
  const accounts = new Map<string, Account>()
  const accountOf = (loan: string) => accounts.get(loan) ?? none
  const apply = (event: Event) => accounts.set(event.loan, evolve(accountOf(event.loan), event))

  const disk = async (method: string, body?: string) => {
    const deadline = clock.now() + callMs
    const answer = await transport.call({
      to: 'disk',
      method,
      path: '/log',
      body,
      deadline,
    })
    if (answer.status !== 200) throw new Error(`the disk answered ${answer.status}`)
    return text(answer.body)
  }
  let last: Promise<unknown> = Promise.resolve()
  /** One after the other: what is applied is applied in the order of the log. */
  const record = (event: Event): Promise<void> => {
    const stored = last.then(async () => {
      await disk('POST', `\n${JSON.stringify(event)}\n`)
      // only what is on the disk has happened
      apply(event)
    })
    last = stored.catch(() => {})
    return stored
  }

  for (const line of (await disk('GET')).split('\n'))
    try {
      if (line !== '') apply(JSON.parse(line) as Event)
    } catch {
      // an append that was never confirmed: it stands on a line of its own, and means nothing
    }

  const pay = async (loan: string, request: Request) => {
    const { ref, cents } = json(request.body) as { ref: number; cents: number }
    if (!accountOf(loan).payments.has(ref))
      await record({ type: 'PaymentReceived', ref, loan, cents, at: clock.wallTime() })
    return reply(200, { owed: accountOf(loan).owed })
  }

  const tell = async (loan: string) => {
    const body = JSON.stringify({ loan })
    const deadline = clock.now() + callMs
    const call = { to: 'letters', method: 'POST', path: '/letters', body, deadline }
    const { status } = await transport.call(call)
    if (status === 200) await record({ type: 'LetterSent', loan, at: clock.wallTime() })
  }
  spawn('tell who has paid off', async (signal) => {
    while (!signal.aborted) {
      for (const [loan, { owed, isTold }] of accounts)
        if (owed === 0 && !isTold) await tell(loan).catch(() => {})
      await clock.sleep(everyMs, signal)
    }
  })

  const server = await transport.serve('accounts', async (request) => {
    const [, , loan = ''] = request.path.split('/')
    if (request.method === 'POST')
      return pay(loan, request).catch(() => reply(503, { code: 'NOT_STORED' }))
    const { owed, lastPaidAt } = accountOf(loan)
    return reply(200, { owed, lastPaidAt })
  })
  return { stop: () => server.close() }
}
