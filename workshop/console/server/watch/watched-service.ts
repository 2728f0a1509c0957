import { json, type Ports, TransportError } from '@watertight/ports'
import type { z } from 'zod'
import type { Entries } from '../views/message.ts'
import type { FeedView, Health, ServiceView } from '../views/service-view.ts'
import type { TrafficView } from '../views/traffic-view.ts'
import {
  breakersAnswer,
  faultsAnswer,
  meshAnswer,
  type StatusAnswer,
  statusAnswer,
  trafficAnswer,
} from './answers.ts'
import { BreakerRibbons } from './breaker-ribbons.ts'
import { EdgeFigures } from './edge-figures.ts'

/** A busy process may miss one look or two. */
const missesUntilSilent = 2
/** A look is over before the next one is due, whoever hangs. */
const lookMs = 400
/** What a service did not have may be there after its next release. */
const forgetEvery = 60

type Asked = '/status' | '/mesh' | '/breakers' | '/-/faults' | '/traffic'

/** One service as it tells of itself, round by round. */
export class WatchedService {
  readonly name: string
  readonly #part: string
  readonly #ports: Pick<Ports, 'clock' | 'transport'>
  readonly #edges: EdgeFigures
  readonly #ribbons = new BreakerRibbons()
  /** Questions that it has no answer for. */
  readonly #without = new Set<Asked>()
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
    if (this.#rounds++ % forgetEvery === 0) this.#without.clear()
    const { clock } = this.#ports
    const ask = <T>(path: Asked, shape: z.ZodType<T>) => this.#ask(path, shape, signal)
    const [health, status, mesh, own, faults, traffic] = await Promise.all([
      this.#judge(signal),
      ask('/status', statusAnswer),
      ask('/mesh', meshAnswer),
      ask('/breakers', breakersAnswer),
      ask('/-/faults', faultsAnswer),
      ask('/traffic', trafficAnswer),
    ])
    const at = clock.wallTime()
    if (health !== this.#health) [this.#health, this.#since] = [health, at]
    if (this.#since === 0) this.#since = at
    const isGone = health === 'down'
    this.#status = isGone ? undefined : (status ?? this.#status)
    if (isGone) this.#without.clear()
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

  async #judge(signal: AbortSignal): Promise<Health> {
    try {
      const { status } = await this.#get('/readyz', signal)
      this.#missed = 0
      return status < 300 ? 'ready' : 'unready'
    } catch (error) {
      if (error instanceof TransportError && error.code === 'WT_UNREACHABLE') return 'down'
      return ++this.#missed >= missesUntilSilent ? 'silent' : this.#health
    }
  }

  async #ask<T>(path: Asked, shape: z.ZodType<T>, signal: AbortSignal): Promise<T | undefined> {
    if (this.#without.has(path)) return undefined
    try {
      const { status, body } = await this.#get(path, signal)
      if (status === 404) this.#without.add(path)
      return status === 200 ? shape.safeParse(json(body)).data : undefined
    } catch {
      return undefined // out of reach, late or no JSON: what is known stays
    }
  }

  #get(path: string, signal: AbortSignal) {
    const { clock, transport } = this.#ports
    const deadline = clock.now() + lookMs
    return transport.call({ to: this.name, method: 'GET', path, deadline, signal })
  }
}

const lagOf = (head: number, position: number) => Math.max(0, head - position)
