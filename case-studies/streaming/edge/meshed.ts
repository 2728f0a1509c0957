import { type Mesh, type MeshEvent, mesh, watchMesh } from '@watertight/mesh'
import type { Folder, Ports, Transport } from '@watertight/ports'

/** The namespace that the rules are written for. */
const namespace = 'streaming'
const keptEvents = 100

export interface Meshed {
  /** Calls to other services go by the rules. */
  readonly transport: Transport
  /** What the mesh counts and what it did last, as plain JSON. */
  status(): object
  stop(): void
}

/** The mesh of this process by the rules in a folder, which it follows. Endpoints are names that the transport below knows. */
export async function meshed(
  ports: Pick<Ports, 'clock' | 'random' | 'transport' | 'log'>,
  folder: Folder,
): Promise<Meshed> {
  const events: MeshEvent[] = []
  let running: Mesh | undefined
  const rules = await watchMesh({
    ...{ folder, ports, caller: { namespace, labels: { app: 'edge' } } },
    onPush: ({ isAccepted, snapshot }) => void (isAccepted && running?.update(snapshot)),
  })
  running = mesh({
    ...{ ports, snapshot: rules.snapshot, labels: { app: 'edge' } },
    addressOf: ({ address }) => address,
    sink(event) {
      events.push(event)
      if (events.length > keptEvents) events.shift()
      ports.log('info', event.is, event)
    },
  })
  const { transport, stats, stop } = {
    transport: running.transport,
    stats: running.stats.bind(running),
    stop: running.stop.bind(running),
  }
  return {
    transport,
    status: () => ({ ...stats(), events, problems: rules.problems }),
    stop() {
      rules.stop()
      stop()
    },
  }
}
