import type { BoundedContext, CommandType, EventType, ProcessManager } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import type { Decider } from '../decider.ts'
import { kebab } from '../names.ts'
import type { ProcessFigures } from '../telemetry/metrics.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { type CommandClient, deliverHere, deliverTo } from './deliver.ts'
import { hearing } from './hearing.ts'
import { ledger } from './ledger.ts'
import { ringing } from './ringing.ts'
import { sending } from './sending.ts'
import { Alarms, type CommandRow, Commands, Processes, type Turn } from './tables.ts'

/** A command that was refused, and nothing is said about that: a person decides. */
export interface HeldUp {
  readonly instance: string
  readonly command: string
  readonly to: string
  readonly code: string
  /** Not told in a context with personal data: the row has it. */
  readonly because?: string
  readonly since: Date
  /** Where to `POST` that it is to be tried again. */
  readonly retry: string
}

export interface ProcessStatus {
  /** Up to where it has heard the log. */
  readonly position: number
  /** Why it cannot go on hearing. */
  readonly failing?: string
  readonly running: number
  readonly alarms: number
  /** Commands that are not carried out yet, those held up among them. */
  readonly sending: number
  /** The oldest hundred. */
  readonly heldUp: readonly HeldUp[]
}

export interface RunningProcess {
  readonly name: string
  run(signal: AbortSignal): Promise<void>
  status(): Promise<ProcessStatus>
  figures(): Promise<ProcessFigures>
  /** Sends the command again that holds the instance up; false where none does. */
  retry(instance: string): Promise<boolean>
}

const heldUpShown = 100
const heldUpCounted = 1_000

/** Runs a process manager of a context for ever: what it answers to an event, an alarm or a refusal is one commit, and each command acts once, whatever crashes in between. */
export function runProcess(
  context: BoundedContext,
  manager: ProcessManager,
  store: EventStore<EventType>,
  decider: Decider,
  telemetry: Pick<Telemetry, 'ports' | 'redaction' | 'observe' | 'metrics'>,
  clients: ReadonlyMap<string, CommandClient>,
): RunningProcess {
  const { ports, redaction } = telemetry
  const process = manager.name
  const commands = store.rows(Commands)
  const alarms = store.rows(Alarms)
  const targets = targetsOf(context, manager, decider)
  const nudgeSending = () => {
    for (const lane of lanes) lane.nudge()
  }
  const book = ledger(manager, store, targetOf, {
    alarms: () => bell.nudge(),
    commands: nudgeSending,
  })
  const ear = hearing(context, manager, store, book, telemetry)
  const bell = ringing(manager, store, book, ports)
  const lanes = [...new Set(targets.values())].map((target) =>
    sending(manager, target, store, book, deliveryTo(target), telemetry, nudgeSending),
  )

  function targetOf(type: string): string {
    const target = targets.get(type)
    if (target === undefined)
      throw new TypeError(`${process} sends ${type}: list it among what the process manager sends`)
    return target
  }

  function deliveryTo(target: string) {
    const client = clients.get(target)
    return client ? deliverTo(context, store, client) : deliverHere(store, decider)
  }

  const heldUp = (row: CommandRow): HeldUp => ({
    instance: row.instance,
    command: row.type,
    to: row.recipient,
    code: redaction.text(row.code ?? ''),
    ...because(row),
    since: new Date(row.due),
    retry: `/processes/${kebab(process)}/${encodeURIComponent(row.instance)}/retry`,
  })
  const because = (row: CommandRow) => {
    const told = redaction.sentence(row.because ?? '')
    return told === undefined ? {} : { because: told }
  }
  const counts = async () => {
    const row = await store.rows(Processes).get({ process })
    const { running, alarms, sending } = row ?? { running: 0, alarms: 0, sending: 0 }
    return { running, alarms, sending }
  }
  const heldBack = (limit: number) => {
    const where = { process, turn: 'held up' satisfies Turn }
    return commands.find({ where, orderBy: ['due'], limit })
  }

  return {
    name: process,
    async run(signal) {
      await Promise.all([ear, bell, ...lanes].map((part) => part.run(signal)))
    },
    async status() {
      const held = await heldBack(heldUpShown)
      return { ...ear.status(), ...(await counts()), heldUp: held.map(heldUp) }
    },
    async figures() {
      const first = { orderBy: ['due'], limit: 1 } as const
      const turn = 'next' satisfies Turn
      const held = await heldBack(heldUpCounted)
      const due = [
        ...held.slice(0, 1),
        ...(await commands.find({ where: { process, turn }, ...first })),
        ...(await alarms.find({ where: { process }, ...first })),
      ]
      const now = ports.clock.wallTime()
      return {
        ...(await counts()),
        heldUp: held.length,
        lag: Math.max(0, (await store.head()) - ear.status().position),
        oldestMs: Math.max(0, ...due.map((row) => now - row.due)),
      }
    },
    async retry(instance) {
      const where = { process, instance, turn: 'held up' satisfies Turn }
      const [row] = await commands.find({ where, limit: 1 })
      if (row === undefined) return false
      const due = Math.floor(ports.clock.wallTime())
      const next = { turn: 'next' satisfies Turn, due, failures: 0, code: null, because: null }
      const { number } = row
      const answer = await store.write([
        Commands.patch({ process, instance, number }, next, { turn: 'held up' }),
      ])
      nudgeSending()
      return answer.is === 'written'
    },
  }
}

/** Which context decides each command that is sent: the context itself, or one that it calls. */
function targetsOf(context: BoundedContext, manager: ProcessManager, decider: Decider) {
  const targets = new Map<string, string>()
  for (const command of manager.sends as readonly CommandType[]) {
    const called = context.calls.find(({ commands }) =>
      Object.values(commands).some((list) => list.includes(command)),
    )
    const target = decider.ownerOf(command.type) ? context.name : called?.context
    if (target !== undefined) targets.set(command.type, target)
  }
  return targets
}
