import { json, type Reply, reply } from '@watertight/ports'
import type { FaultySystem } from './apply-faults.ts'
import { claimInWords, holds } from './claims.ts'
import type { TrafficRule } from './scenario-shape.ts'

/** Of one kind of traffic in one phase. */
export interface Figures {
  readonly requests: number
  readonly failed: number
  /** In ms, of every request. */
  readonly p50: number
  readonly p99: number
  /** The first few failures, in words. */
  readonly failures: readonly string[]
  /** How often each claim about every answer did not hold. */
  readonly broken: Readonly<Record<string, number>>
  /** The claims about some answer that held for one. */
  readonly seen: readonly string[]
  readonly last: unknown
}

/** Longer than any answer is waited for: what hangs for so long counts as failed. */
const patienceMs = 30_000
const shownFailures = 5

/** Asks at a steady rate, whatever the answers do: a slow one holds no other back. */
export class Traffic {
  readonly rule: TrafficRule
  readonly #system: FaultySystem
  #number = 0

  constructor(rule: TrafficRule, system: FaultySystem) {
    this.rule = rule
    this.#system = system
  }

  /** For `ms`, then until every answer is in. */
  async run(ms: number, signal: AbortSignal): Promise<Figures> {
    const { clock } = this.#system.ports
    const begin = clock.now()
    const paceMs = 1_000 / this.rule.perSecond
    const tally = new Tally(this.rule)
    const answers: Promise<void>[] = []
    for (let i = 0; i * paceMs < ms; i++) {
      await clock.sleep(Math.max(0, begin + i * paceMs - clock.now()), signal)
      answers.push(this.#ask(tally, signal))
    }
    await Promise.all(answers)
    return tally.figures()
  }

  async #ask(tally: Tally, signal: AbortSignal): Promise<void> {
    const { ports, addressOf } = this.#system
    const { service, method = 'GET', path, body } = this.rule
    const n = String(++this.#number)
    const fill = (text: string) => text.replaceAll('{n}', n)
    const sent =
      body && Object.fromEntries(Object.entries(body).map(([key, value]) => [key, fill(value)]))
    const at = ports.clock.now()
    const call = {
      ...{ to: addressOf(service), method, path: fill(path), deadline: at + patienceMs, signal },
      ...(sent !== undefined && reply(200, sent)),
    }
    try {
      const answer = await ports.transport.call(call)
      tally.answered(answer, ports.clock.now() - at)
    } catch (error) {
      tally.failed((error as Error).message, ports.clock.now() - at)
    }
  }
}

class Tally {
  readonly #rule: TrafficRule
  readonly #times: number[] = []
  readonly #failures: string[] = []
  readonly #broken = new Map<string, number>()
  readonly #seen = new Set<string>()
  #failed = 0
  #last: unknown

  constructor(rule: TrafficRule) {
    this.#rule = rule
  }

  failed(why: string, ms: number): void {
    this.#times.push(ms)
    this.#failed++
    if (this.#failures.length < shownFailures) this.#failures.push(why)
  }

  answered({ status, body }: Reply, ms: number): void {
    if (status >= 400) {
      this.failed(`${this.#rule.path} answered ${status}`, ms)
      return
    }
    this.#times.push(ms)
    const { every = [], some = [] } = this.#rule.expect ?? {}
    this.#last = parsed(body)
    for (const claim of every) if (!holds(claim, this.#last)) this.#count(claimInWords(claim))
    for (const claim of some) if (holds(claim, this.#last)) this.#seen.add(claimInWords(claim))
  }

  figures(): Figures {
    const times = this.#times.toSorted((a, b) => a - b)
    const rank = (share: number) => times[Math.max(0, Math.ceil(times.length * share) - 1)] ?? 0
    return {
      ...{ requests: times.length, failed: this.#failed, p50: rank(0.5), p99: rank(0.99) },
      ...{ failures: this.#failures, broken: Object.fromEntries(this.#broken) },
      ...{ seen: [...this.#seen], last: this.#last },
    }
  }

  #count(claim: string): void {
    this.#broken.set(claim, (this.#broken.get(claim) ?? 0) + 1)
  }
}

function parsed(body: Reply['body']): unknown {
  try {
    return json(body)
  } catch {
    return undefined
  }
}
