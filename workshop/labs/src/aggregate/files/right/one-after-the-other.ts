import { isRefusal, Money, type Refusal, refuse } from '@watertight/domain'
import { json, type Ports, type Request, type Running, reply } from '@watertight/ports'

type Command = { readonly ref: number } & (
  | { readonly is: 'open'; readonly limit: string }
  | { readonly is: 'draw' | 'repay'; readonly amount: string }
  | { readonly is: 'schedule'; readonly count: number }
  | { readonly is: 'close' }
)

type Event = { readonly ref: number } & (
  | { readonly type: 'Opened'; readonly limit: string }
  | { readonly type: 'Drawn' | 'Repaid'; readonly amount: string }
  | { readonly type: 'Scheduled'; readonly amounts: readonly string[] }
  | { readonly type: 'Closed' }
)

interface State {
  readonly is: 'New' | 'Open' | 'Closed'
  readonly owed: Money
  readonly limit: Money
}

const usd = (text: string) => Money.parse(text, 'USD')
const initial: State = { is: 'New', owed: usd('0'), limit: usd('0') }

/** What happens, or why not: every rule of a borrower's credit is here. */
function decide({ is, owed, limit }: State, command: Command, isBlocked: boolean): Event | Refusal {
  const { ref } = command
  if (command.is === 'open') {
    if (is !== 'New') return refuse('NotPossibleNow', 'credit is opened once')
    return { type: 'Opened', ref, limit: command.limit }
  }
  if (is !== 'Open') return refuse('NotPossibleNow', 'there is no open credit')
  if (command.is === 'close') {
    if (!owed.isZero()) return refuse('OwesStill', `${owed} are owed`)
    return { type: 'Closed', ref }
  }
  if (command.is === 'schedule') {
    if (owed.isZero()) return refuse('NothingOwed', 'there is nothing to pay back')
    const shares = owed.allocate(Array.from({ length: command.count }, () => 1))
    return { type: 'Scheduled', ref, amounts: shares.map((it) => it.toDecimal()) }
  }
  const amount = usd(command.amount)
  if (!amount.isPositive()) return refuse('NotPositive', `${amount} is no amount`)
  if (command.is === 'repay') {
    if (amount.compare(owed) > 0) return refuse('MoreThanOwed', `${owed} are owed`)
    return { type: 'Repaid', ref, amount: command.amount }
  }
  if (isBlocked) return refuse('Blocked', 'risk has blocked this borrower')
  if (owed.plus(amount).compare(limit) > 0) return refuse('OverLimit', `the limit is ${limit}`)
  return { type: 'Drawn', ref, amount: command.amount }
}

/** What an event means. */
function evolve(state: State, event: Event): State {
  if (event.type === 'Opened') return { ...initial, is: 'Open', limit: usd(event.limit) }
  if (event.type === 'Drawn') return { ...state, owed: state.owed.plus(usd(event.amount)) }
  if (event.type === 'Repaid') return { ...state, owed: state.owed.minus(usd(event.amount)) }
  return event.type === 'Closed' ? { ...state, is: 'Closed' } : state
}

/** Credit of borrowers: one command at a time, or a file of them. */
export async function start({ transport }: Ports): Promise<Running> {
  const streams = new Map<string, readonly Event[]>()
  const eventsOf = (borrower: string) => streams.get(borrower) ?? []
  const isBlocked = async (borrower: string, deadline: number) => {
    const call = { to: 'risk', method: 'GET', path: `/risk/${borrower}`, deadline }
    const { body } = await transport.call(call)
    return (json(body) as { is: string }).is === 'blocked'
  }

  /** All of them or none. */
  const handle = async (borrower: string, commands: readonly Command[], deadline: number) => {
    let state = eventsOf(borrower).reduce(evolve, initial)
    const isDraw = commands.some(({ is }) => is === 'draw')
    const blocked = isDraw && (await isBlocked(borrower, deadline))
    const events: Event[] = []
    for (const command of commands) {
      const event = decide(state, command, blocked)
      if (isRefusal(event)) return reply(409, { code: event.refused, because: event.because })
      events.push(event)
      state = evolve(state, event)
    }
    streams.set(borrower, [...eventsOf(borrower), ...events])
    return reply(200, { events })
  }

  const last = new Map<string, Promise<unknown>>()
  /** A borrower's commands wait for each other. */
  const inTurn = <T>(borrower: string, work: () => Promise<T>): Promise<T> => {
    const turn = (last.get(borrower) ?? Promise.resolve()).then(work)
    last.set(
      borrower,
      turn.catch(() => {}),
    )
    return turn
  }

  const server = await transport.serve('credit', async (request: Request) => {
    const [, , borrower = '', door] = request.path.split('/')
    if (request.method === 'GET') {
      const events = eventsOf(borrower)
      return reply(200, { owed: events.reduce(evolve, initial).owed.toDecimal(), events })
    }
    const said = json(request.body)
    const commands =
      door === 'import' ? (said as { commands: Command[] }).commands : [said as Command]
    return inTurn(borrower, () => handle(borrower, commands, request.deadline - 100))
  })
  return { stop: () => server.close() }
}
