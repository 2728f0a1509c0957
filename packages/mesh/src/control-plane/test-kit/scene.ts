import type { Log, Ports } from '@watertight/ports'
import { virtualStage } from '@watertight/ports/stage'
import { type Fault, VirtualFolder } from '@watertight/ports/virtual'
import { virtualService } from '../../config/test-kit/rules.ts'
import type { MeshPush } from '../../config/watch/watch-mesh.ts'
import { type FollowOptions, followMesh, type MeshFollow } from '../client/follow-mesh.ts'
import {
  type Registration,
  type RegistrationOptions,
  registerEndpoint,
} from '../client/register-endpoint.ts'
import {
  type ControlPlane,
  type ControlPlaneOptions,
  controlPlane,
} from '../plane/control-plane.ts'

export const films = 'films.default.svc.cluster.local'
export const timeoutRule = (said: string): string =>
  virtualService(
    `hosts: [${films}]\nhttp: [{ timeout: ${said}, route: [{ destination: { host: ${films} } }] }]`,
  )

export interface Following {
  /** Undefined while it has not started. */
  rules: MeshFollow | undefined
  /** Why it did not start. */
  error: unknown
  readonly pushes: MeshPush[]
}

/** A control plane, who follows and who registers, each on a machine of its own. */
export class Scene {
  readonly folder = new VirtualFolder()
  readonly logged: { readonly message: string; readonly facts: unknown }[] = []
  readonly world
  readonly planes: ControlPlane[] = []
  clock!: Ports['clock']
  transport!: Ports['transport']

  constructor(faults: readonly Fault[], seed: number) {
    const log: Log = (_, message, facts) => this.logged.push({ message, facts })
    this.world = virtualStage({ seed, faults, log })
    this.folder.write('films.yaml', timeoutRule('1s'))
  }

  /** The one that runs now. */
  get plane(): ControlPlane {
    return this.planes.at(-1) as ControlPlane
  }

  /** Starts it; a restart of the machine is one more. */
  serve(options: Partial<ControlPlaneOptions> = {}): Promise<void> {
    return this.world.host('plane', async (ports) => {
      const plane = await controlPlane({ ports, folder: this.folder, ...options })
      this.planes.push(plane)
      return plane
    })
  }

  /** Starts one who follows; does not wait for it where it may fail. */
  async follow(name: string, options: Partial<FollowOptions> = {}): Promise<Following> {
    const following: Following = { rules: undefined, error: undefined, pushes: [] }
    await this.world.host(name, async (ports) => {
      try {
        following.rules = undefined
        following.rules = await followMesh({
          ports,
          at: 'control-plane',
          client: name,
          onPush: (push) => following.pushes.push(push),
          ...options,
        })
        return following.rules
      } catch (error) {
        following.error = error
        return { stop: async () => {} }
      }
    })
    return following
  }

  /** Starts an instance that answers for `films`, under the machine's name as address. */
  async instance(
    name: string,
    options: Partial<RegistrationOptions> = {},
  ): Promise<{ registration: Registration | undefined }> {
    const instance: { registration: Registration | undefined } = { registration: undefined }
    await this.world.host(name, async (ports) => {
      instance.registration = registerEndpoint({
        ports,
        at: 'control-plane',
        host: 'films',
        endpoint: { address: name, port: 80 },
        ...options,
      })
      return instance.registration
    })
    return instance
  }

  pass(ms: number): Promise<void> {
    return this.clock.sleep(ms, new AbortController().signal)
  }
}

export async function scene(
  play: (scene: Scene) => Promise<void>,
  { faults = [], seed = 1 }: { readonly faults?: readonly Fault[]; readonly seed?: number } = {},
): Promise<void> {
  const stage = new Scene(faults, seed)
  try {
    await stage.world.run(async () => {
      await stage.world.host('spectator', async ({ clock, transport }) => {
        stage.clock = clock
        stage.transport = transport
      })
      await play(stage)
    })
  } finally {
    await stage.world.stop()
  }
}

/** The addresses that calls to `films` go to. */
export const addressesOf = ({ rules }: Following): readonly string[] => endpointsIn(rules?.snapshot)

export const endpointsIn = (snapshot: MeshFollow['snapshot'] | undefined): readonly string[] =>
  snapshot?.clusters.get(`${films}|80|`)?.endpoints.map(({ address }) => address) ?? []

export const timeoutOf = ({ rules }: Following): number | undefined =>
  rules?.snapshot.hosts.get(films)?.routes[0]?.timeoutMs
