import type { Log, Ports, Transport } from '@watertight/ports'
import type { Moment } from '../lab.ts'

/** Who called whom in a run, and who was dead meanwhile: for the console. Times are in ms since 1970. */
export interface Recording {
  /** When the learner's service had started: from here the moments of a story are counted. */
  readonly began: number
  readonly calls: readonly RecordedCall[]
  readonly lives: readonly RecordedLife[]
}

export interface RecordedCall {
  readonly from: string
  readonly to: string
  readonly what: string
  readonly at: number
  /** Undefined where it was still open when the run was over. */
  readonly endedAt?: number
  /** The status of the answer, or the code of why there is none. */
  readonly outcome?: number | string
}

export interface RecordedLife {
  readonly service: string
  readonly at: number
  readonly is: 'started' | 'killed'
}

/** Told when a call begins; answers who is told when it ends. */
export type Noting = (call: RecordedCall) => (end: CallEnd) => void
export type CallEnd = Required<Pick<RecordedCall, 'endedAt' | 'outcome'>>

/** What calls or talks without end is known by less. */
const most = Object.freeze({ calls: 5_000, lines: 40 })

/** Notes what happens in a run. A call that was left open by a service that died ends there. */
export class Recorder {
  readonly #calls: RecordedCall[] = []
  readonly #lives: RecordedLife[] = []
  readonly #said: Moment[] = []
  #began = 0

  readonly note: Noting = (call) => {
    if (this.#calls.length >= most.calls) return () => {}
    const at = this.#calls.push(call) - 1
    return (end) => {
      const known = this.#calls[at]
      if (known && known.endedAt === undefined) this.#calls[at] = { ...known, ...end }
    }
  }

  started(service: string, at: number): void {
    if (!this.#lives.some((it) => it.service === service)) this.#began = at
    this.#lives.push({ service, at, is: 'started' })
  }

  killed(service: string, at: number): void {
    this.#lives.push({ service, at, is: 'killed' })
    for (const [index, call] of this.#calls.entries())
      if (call.from === service && call.endedAt === undefined)
        this.#calls[index] = { ...call, endedAt: at, outcome: 'DIED' }
  }

  /** A line that a service has logged, or what its handlers have thrown. */
  logged(service: string, at: number, line: string): void {
    if (this.#said.length < most.lines) this.#said.push({ at, from: service, says: line })
  }

  /** The lines, as moments of a story. */
  said(): readonly Moment[] {
    return this.#said.map((it) => ({ ...it, at: it.at - this.#began }))
  }

  recording(): Recording {
    return { began: this.#began, calls: [...this.#calls], lives: [...this.#lives] }
  }
}

/** The same ports, whose calls are noted. */
export function noted<P extends Pick<Ports, 'clock' | 'transport'>>(
  ports: P,
  from: string,
  note: Noting,
): P {
  const { clock, transport } = ports
  const during = async <R extends { readonly status: number }>(
    { to, method, path }: { readonly to: string; readonly method: string; readonly path: string },
    answer: Promise<R>,
  ): Promise<R> => {
    const ended = note({ from, to, what: `${method} ${path}`, at: clock.wallTime() })
    try {
      const got = await answer
      ended({ endedAt: clock.wallTime(), outcome: got.status })
      return got
    } catch (error) {
      const { code = 'WT_FAILED' } = error as { readonly code?: string }
      ended({ endedAt: clock.wallTime(), outcome: code })
      throw error
    }
  }
  const own: Transport = {
    isPublic: transport.isPublic,
    call: (call) => during(call, transport.call(call)),
    open: (call) => during(call, transport.open(call)),
    serve: (name, handler) => transport.serve(name, handler),
  }
  return { ...ports, transport: own }
}

/** A logged line in words; an error with the line of the file that threw it. */
export function lineOf(...[level, message, facts = {}]: Parameters<Log>): string {
  const words = Object.entries(facts).map(([name, value]) =>
    value instanceof Error ? thrown(value) : `${name} ${JSON.stringify(value)}`,
  )
  return [`${level}: ${message}`, ...words].join(', ').slice(0, 300)
}

function thrown({ name, message, stack = '' }: Error): string {
  const [, file, line] = /([^/(\s]+\.ts):(\d+):\d+/.exec(stack) ?? []
  return `${name}: ${message}${file === undefined ? '' : ` (${file}, line ${line})`}`
}
