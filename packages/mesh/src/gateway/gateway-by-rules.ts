import type { Folder } from '@watertight/ports'
import type { ServiceOptions } from '@watertight/ports/node'
import type { Caller } from '../config/compile/caller.ts'
import { watchMesh } from '../config/watch/watch-mesh.ts'
import { builtPages } from './built-pages.ts'
import { type Gateway, serveGateway } from './gateway.ts'
import type { GatewayOptions } from './gateway-options.ts'

type Given = 'snapshot' | 'files' | 'host' | 'port' | 'portsAfter'

export interface GatewayByRulesOptions extends Omit<GatewayOptions, Given> {
  /** What its rules are written in; it is followed. */
  readonly folder: Folder
  /** Whose rules they are: the gateway that they name. */
  readonly caller: Caller & { readonly gateway: string }
  /** A folder of built pages, whose files are named by their content, all but `*.html`. */
  readonly pages?: string | undefined
  /** As a service is told them. */
  readonly directory?: ServiceOptions['directory']
  readonly listening?: ServiceOptions['listening']
}

export type GatewayByRules = Pick<Gateway, 'address' | 'snapshot' | 'breakers' | 'close'>

/**
 * A gateway that follows a folder of rules until it closes: `watchMesh` and `serveGateway` in one, for a service. An endpoint is where the
 * directory says, or its own address; what happens is logged unless a `sink` hears it. Rejects as both do.
 *
 * ```ts
 * import { gatewayByRules } from '@watertight/mesh/gateway'
 * import type { Ports } from '@watertight/ports'
 * import { nodeFolder, type ServiceOptions } from '@watertight/ports/node'
 *
 * export async function startDesk(ports: Ports, { rules, directory, listening }: ServiceOptions) {
 *   const folder = rules ?? nodeFolder('mesh')
 *   const caller = { namespace: 'lending', gateway: 'lending' }
 *   const door = await gatewayByRules({ ports, folder, caller, directory, listening, pages: 'dist' })
 *   return { stop: () => door.close() }
 * }
 * ```
 */
export async function gatewayByRules({
  folder,
  caller,
  pages,
  directory,
  listening,
  ...options
}: GatewayByRulesOptions): Promise<GatewayByRules> {
  const { ports } = options
  let door: Gateway | undefined
  const rules = await watchMesh({
    ...{ folder, ports, caller },
    onPush: ({ isAccepted, snapshot }) => void (isAccepted && door?.update(snapshot)),
  })
  const first = rules.snapshot
  try {
    door = await serveGateway({
      addressOf: ({ address }) => directory?.get(address) ?? address,
      sink: ({ is, at: _, ...facts }) => ports.log('info', is, facts),
      ...(pages !== undefined && { files: builtPages(pages) }),
      ...(listening && placeOf(listening)),
      ...options,
      snapshot: first,
    })
  } catch (error) {
    rules.stop()
    throw error
  }
  const running = door
  // pushed while it was about to listen
  if (rules.snapshot !== first) running.update(rules.snapshot)
  listening?.opened(running.address)
  return {
    address: running.address,
    snapshot: () => running.snapshot(),
    breakers: () => running.breakers(),
    close(graceMs) {
      rules.stop()
      return running.close(graceMs)
    },
  }
}

const placeOf = ({ host, port, portsAfter }: NonNullable<ServiceOptions['listening']>) => ({
  host,
  port,
  portsAfter,
})
