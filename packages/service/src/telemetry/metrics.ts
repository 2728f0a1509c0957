import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What became of messages of a feed. */
export type Heard = 'handled' | 'unknown' | 'parked' | 'repeated' | 'malformed'
export type Outcome = 'accepted' | 'refused' | 'repeated' | 'failed'

/** Numbers that are read when somebody asks for them. */
export interface Gauges {
  head(): Promise<number>
  readonly feeds: readonly {
    readonly name: string
    readonly lag: () => number
    readonly parked: () => number
  }[]
  /** Up to where a broker has what is published, where there is one. */
  readonly relayed: (() => number) | undefined
  readonly automations: readonly {
    readonly name: string
    readonly pending: () => Promise<number>
  }[]
  readonly processes: readonly {
    readonly name: string
    readonly figures: () => Promise<ProcessFigures>
  }[]
}

/** How much a process manager has to do. */
export interface ProcessFigures {
  readonly running: number
  readonly alarms: number
  readonly sending: number
  /** Counted up to a thousand. */
  readonly heldUp: number
  /** Positions of the log that it has not looked at. */
  readonly lag: number
  /** For how long the oldest thing has been due, in milliseconds: a command to be sent or held up, or an alarm. */
  readonly oldestMs: number
}

const ofProcesses: readonly [
  name: string,
  help: string,
  value: (figures: ProcessFigures) => number,
][] = [
  ['running', 'Processes that have begun and are not done.', ({ running }) => running],
  ['alarms', 'Alarms that are set.', ({ alarms }) => alarms],
  ['sending', 'Commands not carried out yet, those held up among them.', ({ sending }) => sending],
  ['held_up', 'Commands that wait for a person; counted up to a limit.', ({ heldUp }) => heldUp],
  ['lag_positions', 'Positions of the log not looked at yet.', ({ lag }) => lag],
  [
    'oldest_seconds',
    'How long the oldest thing has been due: a command or an alarm.',
    ({ oldestMs }) => oldestMs / 1_000,
  ],
]

export interface Metrics {
  readonly registry: Registry
  requested(method: string, route: string, status: number, seconds: number): void
  inFlight(change: 1 | -1): void
  decided(command: string, outcome: Outcome, code?: string): void
  raced(command: string): void
  heard(feed: string, outcome: Heard, messages: number): void
  /** A command of a process that had no answer is sent once more. */
  sentAgain(process: string, command: string): void
  /** Says where the gauges are read. */
  read(gauges: Gauges): void
}

/** A host's metrics, in a registry of its own. Every label comes from a definition or is `other`. */
export function metrics(codeLabel: (code: string) => string): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const requests = new Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'How long requests took, until the headers of a stream.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  })
  const active = new Gauge({
    name: 'http_server_active_requests',
    help: 'Requests in hand.',
    registers,
  })
  const commands = new Counter({
    name: 'watertight_commands_total',
    help: 'Commands decided, by what came of them.',
    labelNames: ['command', 'outcome'] as const,
    registers,
  })
  const races = new Counter({
    name: 'watertight_command_races_total',
    help: 'Decisions taken again because another was faster.',
    labelNames: ['command'] as const,
    registers,
  })
  const refusals = new Counter({
    name: 'watertight_refusals_total',
    help: 'Commands refused, by code.',
    labelNames: ['code'] as const,
    registers,
  })

  const messages = new Counter({
    name: 'watertight_messages_total',
    help: 'Messages of other contexts, by what became of them.',
    labelNames: ['feed', 'outcome'] as const,
    registers,
  })

  const again = new Counter({
    name: 'watertight_process_retries_total',
    help: 'Commands of processes that had no answer and are sent again.',
    labelNames: ['process', 'command'] as const,
    registers,
  })

  function read({ head, feeds, relayed, automations, processes }: Gauges): void {
    new Gauge({
      name: 'watertight_log_head',
      help: 'Position of the last event in the log.',
      registers,
      async collect() {
        this.set(await head())
      },
    })
    new Gauge({
      name: 'watertight_feed_lag_positions',
      help: 'Positions of a feed that the publisher is known to have and that were not heard yet.',
      labelNames: ['feed'] as const,
      registers,
      collect() {
        for (const { name, lag } of feeds) this.set({ feed: name }, lag())
      },
    })
    new Gauge({
      name: 'watertight_parked_messages',
      help: 'Messages of a feed that could not be handled, and those that wait behind them.',
      labelNames: ['feed'] as const,
      registers,
      collect() {
        for (const { name, parked } of feeds) this.set({ feed: name }, parked())
      },
    })
    if (relayed !== undefined)
      new Gauge({
        name: 'watertight_relay_position',
        help: 'Position of the log up to which the broker has what is published.',
        registers,
        collect() {
          this.set(relayed())
        },
      })
    new Gauge({
      name: 'watertight_automation_pending_rows',
      help: 'Rows on the to-do list; a list longer than is counted shows the limit.',
      labelNames: ['automation'] as const,
      registers,
      async collect() {
        for (const { name, pending } of automations) this.set({ automation: name }, await pending())
      },
    })
    for (const [figure, help, value] of ofProcesses)
      new Gauge({
        name: `watertight_process_${figure}`,
        help,
        labelNames: ['process'] as const,
        registers,
        async collect() {
          for (const { name, figures } of processes)
            this.set({ process: name }, value(await figures()))
        },
      })
  }

  return {
    registry,
    requested: (method, route, status, seconds) =>
      requests.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, seconds),
    inFlight: (change) => active.inc(change),
    decided(command, outcome, refused) {
      commands.inc({ command, outcome })
      if (refused !== undefined) refusals.inc({ code: codeLabel(refused) })
    },
    raced: (command) => races.inc({ command }),
    heard(feed, outcome, count) {
      if (count > 0) messages.inc({ feed, outcome }, count)
    },
    sentAgain: (process, command) => again.inc({ process, command }),
    read,
  }
}
