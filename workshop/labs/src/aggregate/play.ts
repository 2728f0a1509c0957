import { type Ports, type Request, reply } from '@watertight/ports'
import type { Rig } from '../lab.ts'
import { type Answered, ask, fieldOf } from '../stage/ask.ts'
import { during } from '../stage/judging.ts'
import type { CreditEvent } from './model.ts'
import type { AggregateScenario, CreditRequest } from './scenario.ts'

export interface SeenCommand extends Answered {
  readonly request: CreditRequest
}

/** An account as the service shows it when all is over. */
export interface SeenAccount {
  readonly borrower: string
  readonly status: number | undefined
  readonly owed: unknown
  readonly events: readonly CreditEvent[]
}

export interface SeenAggregate {
  readonly commands: readonly SeenCommand[]
  readonly accounts: readonly SeenAccount[]
  readonly asked: readonly {
    readonly at: number
    readonly borrower: string
    readonly isBlocked: boolean
  }[]
}

const waitMs = 2_000

/** Officers with commands and files, the learner's credit, and a risk department. */
export async function playAggregate(scenario: AggregateScenario, rig: Rig): Promise<SeenAggregate> {
  const commands: SeenCommand[] = []
  const accounts: SeenAccount[] = []
  const asked: { at: number; borrower: string; isBlocked: boolean }[] = []
  const over = new AbortController()
  let officers: Ports | undefined
  let began = 0
  await rig.host('risk', async ({ clock, transport }) => {
    await transport.serve('risk', async ({ path, signal }: Request) => {
      const borrower = path.split('/').at(-1) ?? ''
      const at = clock.now() - began
      const now = scenario.faults.filter((it) => during(it, at))
      const isBlocked = now.some((it) => it.kind === 'blocked' && it.borrower === borrower)
      asked.push({ at, borrower, isBlocked })
      const slow = now.find((it) => it.kind === 'slow')
      const gone = AbortSignal.any([signal, over.signal])
      await clock.sleep(5 + (slow?.kind === 'slow' ? slow.ms : 0), gone).catch(() => {})
      return reply(200, { is: isBlocked ? 'blocked' : 'fine' })
    })
  })
  await rig.host('officers', async (ports) => {
    officers = ports
  })
  await rig.run(async () => {
    await rig.subject('credit')
    const ports = officers as Ports
    began = ports.clock.now()
    await Promise.all(
      scenario.requests.map(async (request) => {
        const { at, borrower, isImport, commands: said } = request
        await ports.clock.sleep(at, over.signal)
        const path = `/borrowers/${borrower}/${isImport ? 'import' : 'command'}`
        const body = JSON.stringify(isImport ? { commands: said } : said[0])
        const call = { to: 'credit', method: 'POST', path, body, waitMs }
        commands.push({ request, ...(await ask(ports, began, call)) })
      }),
    )
    const borrowers = new Set(scenario.requests.map(({ borrower }) => borrower))
    for (const borrower of borrowers) {
      const call = { to: 'credit', method: 'GET', path: `/borrowers/${borrower}`, waitMs }
      const { status, said } = await ask(ports, began, call)
      accounts.push({ borrower, status, owed: fieldOf(said, 'owed'), events: eventsIn(said) })
    }
  })
  over.abort()
  return { commands, accounts, asked }
}

function eventsIn(said: unknown): readonly CreditEvent[] {
  const events = fieldOf(said, 'events')
  if (!Array.isArray(events)) return []
  return events.map((data: unknown) => ({
    ...{ type: String(fieldOf(data, 'type')), ref: Number(fieldOf(data, 'ref')), data },
  }))
}
