import { type BatchPart, batchOf, json, type Ports, TransportError } from '@watertight/ports'
import type { z } from 'zod'
import type { Entries } from '../views/message.ts'
import type { FeedView, Health, ServiceView } from '../views/service-view.ts'
import type { TrafficView } from '../views/traffic-view.ts'
import { batchAnswer, type StatusAnswer, type trafficAnswer } from './answers.ts'
import { BreakerRibbons } from './breaker-ribbons.ts'
import { EdgeFigures } from './edge-figures.ts'
import { Questions } from './questions.ts'

/** A busy process may miss one look or two. */
const missesUntilSilent = 2
/** A look is over before the next one is due, whoever hangs. */
const lookMs = 400
/** Looks after which it is asked again for what it did not have. */
const askAllEvery = 60

/** One service as it tells of itself, round by round. */
export class WatchedService {
  readonly name: string
  readonly #part: string
  readonly #ports: Pick<Ports, 'clock' | 'transport'>
  readonly #edges: EdgeFigures
  readonly #ribbons = new BreakerRibbons()
  readonly #questions = new Questions()
  #health: Health = 'unready'
  #since = 0
  #missed = 0
  #rounds = 0
  #status: StatusAnswer | undefined

  constructor(name: string, part: string, ports: Pick<Ports, 'clock' | 'transport'>) {
    this.name = name
    this.#part = part
    this.#ports = ports
    this.#edges = new EdgeFigures(name)
  }

  /** Last position of its log, as far as it said. */
  get head(): number | undefined {
    return this.#status?.head
  }

  /** `headOf` tells how far the logs of others are. */
  async look(headOf: (name: string) => number | undefined, signal: AbortSignal): Promise<Entries> {
    if (this.#rounds++ % askAllEvery === 0) this.#questions.askAllAgain()
    const { clock } = this.#ports
    const { paths } = this.#questions
    const { health, parts } = await this.#ask(['/readyz', ...paths], signal)
    const answers = this.#questions.read(paths, parts)
    const { '/status': status, '/mesh': mesh, '/breakers': own } = answers
    const { '/-/faults': faults, '/traffic': traffic } = answers
    const at = clock.wallTime()
    if (health !== this.#health) [this.#health, this.#since] = [health, at]
    if (this.#since === 0) this.#since = at
    const isGone = health === 'down'
    this.#status = isGone ? undefined : (status ?? this.#status)
    if (isGone) this.#questions.askAllAgain()
    const calls = mesh ?? status?.mesh
    const breakers = Object.entries(own ?? {}).map(([name, one]) => ({ ...one, name }))
    return {
      [`service/${this.name}`]: this.#view(headOf, faults),
      ...(isGone && { [`edges/${this.name}`]: undefined, [`breakers/${this.name}`]: undefined }),
      ...(calls && { [`edges/${this.name}`]: this.#edges.record(clock.now(), calls) }),
      ...(breakers.length > 0 && { [`breakers/${this.name}`]: this.#ribbons.view(at, breakers) }),
      ...(traffic && { [`traffic/${this.#part}`]: this.#trafficView(traffic) }),
    }
  }

  #view(
    headOf: (name: string) => number | undefined,
    faults: ServiceView['faults'] | undefined,
  ): ServiceView {
    const { head, feeds = {}, automations = {}, processes = {} } = this.#status ?? {}
    return {
      ...{ name: this.name, part: this.#part, health: this.#health, since: this.#since },
      ...(head !== undefined && { head }),
      feeds: Object.entries(feeds).map(([from, feed]): FeedView => {
        const there = headOf(from)
        return { from, ...feed, ...(there !== undefined && { lag: lagOf(there, feed.position) }) }
      }),
      ...{ automations, processes },
      ...(faults && { faults }),
    }
  }

  #trafficView({ paused, perMinute, failing }: z.infer<typeof trafficAnswer>): TrafficView {
    const view = { part: this.#part, service: this.name, paused, perMinute }
    return typeof failing === 'string' ? { ...view, failing } : view
  }

  /** How it is, and what the paths after the first, which says whether it is ready, are answered. */
  async #ask(paths: readonly string[], signal: AbortSignal): Promise<Asked> {
    const { clock, transport } = this.#ports
    const deadline = clock.now() + lookMs
    const call = { to: this.name, method: 'GET', path: batchOf(paths), deadline, signal }
    const headers = { 'if-none-match': this.#questions.tags }
    try {
      const { status, body } = await transport.call({ ...call, headers })
      if (status !== 200) return { health: this.#answered(status), parts: [] }
      const [ready, ...parts] = batchAnswer.parse(json(body))
      return { health: ready ? this.#answered(ready.status) : this.#unanswered(), parts }
    } catch (error) {
      const isDown = error instanceof TransportError && error.code === 'WT_UNREACHABLE'
      return { health: isDown ? 'down' : this.#unanswered(), parts: [] }
    }
  }

  #answered(status: number): Health {
    this.#missed = 0
    return status < 300 || status === 304 ? 'ready' : 'unready'
  }

  #unanswered(): Health {
    return ++this.#missed >= missesUntilSilent ? 'silent' : this.#health
  }
}

interface Asked {
  readonly health: Health
  readonly parts: readonly BatchPart[]
}

const lagOf = (head: number, position: number) => Math.max(0, head - position)
