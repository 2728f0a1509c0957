import { type Call, type Handler, type Ports, type Reply, reply } from '@watertight/ports'
import { virtualStage } from '@watertight/ports/stage'
import type { Snapshot } from '../../model/snapshot.ts'
import { mesh } from '../mesh.ts'
import type { Mesh, MeshOptions } from '../running-mesh.ts'
import type { MeshEvent } from '../telemetry/events.ts'

export interface Scene {
  readonly ports: Ports
  readonly mesh: Mesh
  readonly events: MeshEvent[]
  readonly logged: string[]
  /** Calls that reached each endpoint. */
  readonly seen: Readonly<Record<string, number>>
  get(more?: Partial<Call>): Promise<Reply>
}

export const forever: AbortSignal = new AbortController().signal

/** Answers with its name. */
export const named =
  (name: string, status = 200): Handler =>
  async () =>
    reply(status, name)

/** Runs a scenario on the virtual network: endpoints by name, and a caller behind a mesh. */
export async function play(
  endpoints: Readonly<Record<string, Handler>>,
  rules: Snapshot,
  scenario: (scene: Scene) => Promise<void>,
  more: Partial<MeshOptions> = {},
): Promise<void> {
  const logged: string[] = []
  const world = virtualStage({ seed: 1, log: (_, message) => logged.push(message) })
  const seen: Record<string, number> = {}
  const events: MeshEvent[] = []
  try {
    await world.run(async () => {
      for (const [name, handler] of Object.entries(endpoints)) {
        seen[name] = 0
        await world.host(name, async ({ transport }) => {
          await transport.serve(name, (request) => {
            seen[name] = (seen[name] as number) + 1
            return handler(request)
          })
        })
      }
      await world.host('caller', async (ports) => {
        const running = mesh({
          ports,
          snapshot: rules,
          addressOf: ({ address }) => address,
          sink: (event) => events.push(event),
          ...more,
        })
        const get = (call: Partial<Call> = {}) =>
          running.transport.call({
            to: 'reviews',
            method: 'GET',
            path: '/',
            deadline: ports.clock.now() + 60_000,
            ...call,
          })
        try {
          await scenario({ ports, mesh: running, events, logged, seen, get })
        } finally {
          running.stop()
        }
      })
    })
  } finally {
    await world.stop()
  }
}
