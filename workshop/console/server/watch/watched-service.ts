import { type BatchPart, batchOf, json, type Ports, TransportError } from '@watertight/ports'
import type { z } from 'zod'
import type { BreakerView } from '../views/breaker-view.ts'
import type { Entries } from '../views/message.ts'
import type { FeedView, Health, ServiceView } from '../views/service-view.ts'
import type { TrafficView } from '../views/traffic-view.ts'
import { batchAnswer, type StatusAnswer, type trafficAnswer } from './answers.ts'
import { BreakerRibbons } from './breaker-ribbons.ts'
import { EdgeFigures } from './edge-figures.ts'
import { type Answers, type Path, Questions, readiness } from './questions.ts'

/** A busy process may miss one answer or two. */
const missesUntilSilent = 2
/** The time to answer, whoever hangs. */
const answerMs = 400
/** After that it is asked again for what it did not have. */
const askAllEveryMs = 30_000

/** One service as it tells of itself, time and again. */
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
  #askedAll = Number.NEGATIVE_INFINITY
  #status: StatusAnswer | undefined
  #answers: Answers = {}
  #breakers: Breakers = none

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

  /** Resolves when it has something new to tell, after `waitMs` and the time to answer at the latest; whether it has. */
  async ask(waitMs: number, signal: AbortSignal): Promise<boolean> {
    const { clock } = this.#ports
    if (clock.now() - this.#askedAll >= askAllEveryMs) {
      this.#questions.askAllAgain()
      this.#askedAll = clock.now()
    }
    const { paths } = this.#questions
    const { health, parts } = await this.#answer(paths, this.#missed > 0 ? 0 : waitMs, signal)
    this.#answers = this.#questions.read(paths, parts)
    const at = clock.wallTime()
    const isOther = health !== this.#health || this.#since === 0
    if (isOther) [this.#health, this.#since] = [health, at]
    const isGone = health === 'down'
    this.#status = isGone ? undefined : (this.#answers['/status'] ?? this.#status)
    if (isGone) this.#questions.askAllAgain()
    this.#breakers = isGone ? none : this.#breakersAt(at)
    return isOther || parts.some((part) => part?.status !== 304)
  }

  /** As it is now, after what it told last; `headOf` tells how far the logs of others are. */
  view(headOf: (name: string) => number | undefined): Entries {
    const { '/mesh': mesh, '/-/faults': faults, '/traffic': traffic } = this.#answers
    const { name } = this
    const calls = mesh ?? this.#status?.mesh
    const breakers = this.#breakers.views
    return {
      [`service/${name}`]: this.#view(headOf, faults),
      ...(this.#health === 'down' && {
        [`edges/${name}`]: undefined,
        [`breakers/${name}`]: undefined,
      }),
      ...(calls && { [`edges/${name}`]: this.#edges.record(this.#ports.clock.now(), calls) }),
      ...(breakers.length > 0 && { [`breakers/${name}`]: breakers }),
      ...(traffic && { [`traffic/${this.#part}`]: this.#trafficView(traffic) }),
    }
  }

  /** An answer that is as before tells how long ago things happened when it was new. */
  #breakersAt(at: number): Breakers {
    const of = this.#answers['/breakers']
    if (of === undefined || of === this.#breakers.of) return this.#breakers
    const named = Object.entries(of).map(([name, one]) => ({ ...one, name }))
    return { of, views: this.#ribbons.view(at, named) }
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

  /** How it is, and what the paths are answered. */
  async #answer(paths: readonly Path[], waitMs: number, signal: AbortSignal): Promise<Answered> {
    const { clock, transport } = this.#ports
    const call = { to: this.name, method: 'GET', signal }
    const headers = {
      'if-none-match': this.#questions.tags,
      prefer: `wait=${waitMs / 1_000}`,
    }
    try {
      const path = batchOf(paths)
      const deadline = clock.now() + waitMs + answerMs
      const { status, body } = await transport.call({ ...call, path, deadline, headers })
      if (status === 404) {
        // a server of another kind
        const alone = { ...call, path: readiness, deadline: clock.now() + answerMs }
        return { health: this.#answered((await transport.call(alone)).status), parts: [] }
      }
      if (status !== 200) return { health: this.#answered(status), parts: [] }
      const parts = batchAnswer.parse(json(body))
      const ready = parts[paths.indexOf(readiness)]
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

interface Breakers {
  /** The answer that tells them. */
  readonly of: Answers['/breakers']
  readonly views: readonly BreakerView[]
}
const none: Breakers = { of: undefined, views: [] }

interface Answered {
  readonly health: Health
  readonly parts: readonly BatchPart[]
}

const lagOf = (head: number, position: number) => Math.max(0, head - position)
