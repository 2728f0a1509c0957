import type { Folder, Ports } from '@watertight/ports'
import { mesh } from '../../dataplane/mesh.ts'
import type { Mesh, MeshOptions, MeshStats } from '../../dataplane/running-mesh.ts'
import type { MeshEvent } from '../../dataplane/telemetry/events.ts'
import type { Caller } from '../compile/caller.ts'
import type { Problem } from '../problem/problem.ts'
import { watchMesh } from './watch-mesh.ts'

export interface BehindRulesOptions {
  /** What the rules are written in; it is followed. */
  readonly folder: Folder
  readonly caller?: Caller
  /** What the transport below calls an endpoint; its address as the rules say it unless told, which a directory of services knows. */
  readonly addressOf?: MeshOptions['addressOf']
  /** Hears what happens, beside the log. */
  readonly sink?: MeshOptions['sink']
}

/** What a mesh counts, what it did last, and what is wrong with its rules, as plain JSON. */
export interface MeshStatus extends MeshStats {
  /** The last hundred, the oldest first. */
  readonly events: readonly MeshEvent[]
  readonly problems: readonly Problem[]
}

export interface BehindRules<P> {
  /** The same ports: what is called through them goes by the rules. */
  readonly ports: P
  status(): MeshStatus
  /** The circuit breakers that the rules have made, by cluster: to force one, and to give the decision back. */
  readonly breakers: Mesh['breakers']
  /** Rules are not followed any more, and the periodic checks end. */
  stop(): void
}

const keptEvents = 100

/**
 * Puts the calls of a process behind a folder of rules, and keeps them there: `watchMesh` and `mesh` in one, for whoever takes ports.
 * Ejections, breaker changes and swaps are logged. Rejects as `watchMesh` does.
 *
 * ```ts
 * import { behindRules } from '@watertight/mesh'
 * import { nodeFolder } from '@watertight/ports/node'
 * import type { Ports } from '@watertight/ports'
 *
 * export async function startShelf(outside: Ports) {
 *   const { ports, stop } = await behindRules(outside, { folder: nodeFolder('mesh') })
 *   const films = { to: 'films', method: 'GET', path: '/films', deadline: ports.clock.now() + 1_000 }
 *   return { films: () => ports.transport.call(films), stop }
 * }
 * ```
 */
export async function behindRules<P extends Pick<Ports, 'clock' | 'random' | 'transport' | 'log'>>(
  ports: P,
  { folder, caller = {}, addressOf = ({ address }) => address, sink }: BehindRulesOptions,
): Promise<BehindRules<P>> {
  const { clock, random, transport, log } = ports
  const events: MeshEvent[] = []
  let running: Mesh | undefined
  const rules = await watchMesh({
    ...{ folder, caller, ports: { clock, log } },
    onPush: ({ isAccepted, snapshot }) => void (isAccepted && running?.update(snapshot)),
  })
  running = mesh({
    ...{ ports: { clock, random, transport, log }, snapshot: rules.snapshot, addressOf },
    ...(caller.labels && { labels: caller.labels }),
    sink(event) {
      events.push(event)
      if (events.length > keptEvents) events.shift()
      const { is, at: _, ...facts } = event
      log('info', is, facts)
      sink?.(event)
    },
  })
  const calls = running
  return {
    ports: { ...ports, transport: calls.transport },
    status: () => ({ ...calls.stats(), events: [...events], problems: rules.problems }),
    breakers: () => calls.breakers(),
    stop() {
      rules.stop()
      calls.stop()
    },
  }
}
