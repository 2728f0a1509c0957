import { json, type Ports, type Running, reply } from '@watertight/ports'

interface FeedEvent {
  readonly position: number
  readonly type: 'LoanDisbursed' | 'PaymentReceived'
  readonly loan: string
  readonly cents: number
}

interface Row {
  readonly owed: number
  readonly entries: number
  /** The last event in it. */
  readonly position: number
}

const none: Row = { owed: 0, entries: 0, position: 0 }

/** How long a call may take, and how often the ledger is looked at. */
const callMs = 500
const everyMs = 100

/** What is owed on each loan: follows the ledger, and keeps its rows in the store. */
export async function start({ clock, spawn, transport }: Ports): Promise<Running> {
  const ask = async (to: string, method: string, path: string, value?: unknown) => {
    const deadline = clock.now() + callMs
    const body = value === undefined ? undefined : JSON.stringify(value)
    const answer = await transport.call({ to, method, path, body, deadline })
    if (answer.status >= 500) throw new Error(`${to} answered ${answer.status}`)
    return answer
  }
  const load = async <T>(key: string, otherwise: T): Promise<T> => {
    const { status, body } = await ask('store', 'GET', `/${key}`)
    return status === 404 ? otherwise : (json(body) as T)
  }

  const follow = async (after: number) => {
    const { body } = await ask('ledger', 'GET', `/feed?after=${after}`)
    const { events } = json(body) as { events: FeedEvent[] }
    // the ledger may deliver again what it has delivered before
    const unseen = events.filter(({ position }) => position > after)
    const rows = new Map<string, Row>()
    for (const event of unseen) {
      const row = rows.get(event.loan) ?? (await load(event.loan, none))
      if (event.position > row.position) rows.set(event.loan, folded(row, event))
    }
    const checkpoint = unseen.at(-1)?.position
    if (checkpoint === undefined) return after
    // each row says how much of the log is in it, so none counts an event twice
    for (const [loan, row] of rows) await ask('store', 'PUT', `/${loan}`, row)
    await ask('store', 'PUT', '/checkpoint', checkpoint)
    return checkpoint
  }

  spawn('follow the ledger', async (signal) => {
    while (!signal.aborted) {
      try {
        let after = await load('checkpoint', 0)
        for (;;) {
          after = await follow(after)
          await clock.sleep(everyMs, signal)
        }
      } catch {
        // whatever it was: what is stored tells where to go on
        await clock.sleep(everyMs, signal)
      }
    }
  })
  const server = await transport.serve('balances', async ({ path }) =>
    reply(200, await load(path.split('/').at(-1) ?? '', none)),
  )
  return { stop: () => server.close() }
}

const folded = ({ owed, entries }: Row, { position, type, cents }: FeedEvent): Row => ({
  owed: type === 'PaymentReceived' ? owed - cents : owed + cents,
  entries: entries + 1,
  position,
})
