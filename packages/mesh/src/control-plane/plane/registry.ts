import { type Clock, Deadlines, Expiring } from '@watertight/ports'
import type { Endpoint } from '../../model/cluster.ts'
import type { Heartbeat } from '../wire/heartbeat.ts'

/** Being told this late is no silence of others: this process itself stood still. */
const lateMs = 1_000

/** Told at every change: who answers for a host now. */
export type EndpointsChanged = (key: string, endpoints: readonly Endpoint[]) => void

export interface RegisteredEndpoint {
  readonly host: string
  readonly port: number
  readonly endpoint: Endpoint
  readonly instance: string
  readonly expiresInMs: number
}

/** Who is there, by heartbeat. Time is the clock's `now()`, which does not step. */
export class Registry {
  readonly #clock: Pick<Clock, 'now' | 'after'>
  readonly #deadlines: Deadlines
  readonly #most: number
  readonly #changed: EndpointsChanged
  readonly #instances = new Map<string, Instance>()
  readonly #byHost = new Map<string, Set<Instance>>()

  constructor(clock: Pick<Clock, 'now' | 'after'>, most: number, changed: EndpointsChanged) {
    this.#clock = clock
    this.#deadlines = new Deadlines(clock)
    this.#most = most
    this.#changed = changed
  }

  /** Takes a heartbeat in; false: there is no room for one more. An old one, or one that came twice, changes nothing. */
  hear(beat: Heartbeat): boolean {
    const known = this.#instances.get(beat.instance)
    if (known === undefined && this.#instances.size >= this.#most) return false
    if (known !== undefined && known.said.beat >= beat.beat) return true
    const instance = known ?? new Instance(this, beat)
    const before = instance.said
    instance.said = beat
    this.#deadlines.remove(instance)
    instance.due = this.#clock.now() + beat.ttlMs
    this.#deadlines.add(instance)
    this.#instances.set(beat.instance, instance)
    if (keyOf(before) !== keyOf(beat)) this.#leave(instance, keyOf(before))
    // one that has left is remembered for a while: an older heartbeat of it may still be under way
    if (beat.isLeaving) this.#leave(instance, keyOf(beat))
    else this.#enter(instance, keyOf(beat))
    return true
  }

  /** A deadline of an instance has passed. */
  expired(instance: Instance): void {
    const now = this.#clock.now()
    if (now - instance.due > lateMs) {
      // its heartbeats wait to be read
      instance.due = now + instance.said.ttlMs
      this.#deadlines.add(instance)
      return
    }
    this.#instances.delete(instance.said.instance)
    this.#leave(instance, keyOf(instance.said))
  }

  /** In the order of hosts, then of addresses. */
  registered(): readonly RegisteredEndpoint[] {
    const now = this.#clock.now()
    return [...this.#byHost].sort(byKey).flatMap(([, instances]) =>
      [...instances]
        .map((one) => [addressOf(one), one] as const)
        .sort(byKey)
        .map(
          ([
            ,
            {
              said: { host, port, endpoint, instance },
              due,
            },
          ]) => ({
            ...{ host, port, endpoint, instance },
            expiresInMs: Math.max(0, Math.round(due - now)),
          }),
        ),
    )
  }

  stop(): void {
    this.#deadlines.stop()
  }

  #enter(instance: Instance, key: string): void {
    const all = this.#byHost.get(key) ?? new Set()
    all.add(instance)
    this.#byHost.set(key, all)
    this.#changed(key, endpointsOf(all))
  }

  #leave(instance: Instance, key: string): void {
    const all = this.#byHost.get(key)
    if (!all?.delete(instance)) return
    if (all.size === 0) this.#byHost.delete(key)
    this.#changed(key, endpointsOf(all))
  }
}

class Instance extends Expiring {
  said: Heartbeat
  readonly #registry: Registry

  constructor(registry: Registry, said: Heartbeat) {
    super()
    this.#registry = registry
    this.said = said
  }

  expire(): void {
    this.#registry.expired(this)
  }
}

const keyOf = ({ host, port }: Heartbeat) => `${host}:${port}`

const addressOf = ({ said: { endpoint } }: Instance) => `${endpoint.address}:${endpoint.port}`

/** Sorted by address. Of two lives at one address, as after a crash, the later one speaks. */
function endpointsOf(instances: ReadonlySet<Instance>): readonly Endpoint[] {
  const byAddress = new Map<string, Endpoint>()
  for (const one of instances) byAddress.set(addressOf(one), one.said.endpoint)
  return [...byAddress].sort(byKey).map(([, endpoint]) => endpoint)
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0
