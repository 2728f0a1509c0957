import type { Dispatcher } from 'undici'
import { type Mesh, type MeshOptions, RunningMesh } from '../../dataplane/running-mesh.ts'
import { Links } from './links.ts'
import { MeshDispatcher } from './mesh-dispatcher.ts'

export interface HttpMeshOptions extends MeshOptions {
  /** A longer head of an answer is a 502 with UPE. */
  readonly maxResponseHeaderBytes?: number
}

export const httpMeshDefaults = Object.freeze({
  /** What Envoy takes of an endpoint at most. */
  maxResponseHeaderBytes: 61_440,
})

export type RequestOptions = Omit<Dispatcher.RequestOptions, 'origin' | 'path' | 'method'> & {
  readonly method?: Dispatcher.HttpMethod
}

export interface HttpMesh extends Mesh {
  /** For `fetch(url, { dispatcher })`, for undici's functions, or as the global dispatcher. */
  readonly dispatcher: Dispatcher
  /** As undici's `request`: an address with a host that the rules name. With the parts of an address apart, none is parsed on each call. */
  request(
    to: string | URL | (Dispatcher.RequestOptions & { readonly origin: string }),
    options?: RequestOptions,
  ): Promise<Dispatcher.ResponseData>
}

/**
 * A mesh with connections of its own, over undici.
 *
 * What is refused and what goes wrong before an answer begins is an answer, as Envoy gives it: 503 UF, UC, UO, UH, 504 UT, 502 UPE, as
 * problem details that name the flag. What breaks later ends the body with an error.
 *
 * ```ts
 * import { httpMesh } from '@watertight/mesh/http'
 * import type { Snapshot } from '@watertight/mesh'
 * import type { Ports } from '@watertight/ports'
 *
 * export async function stars(ports: Ports, rules: Snapshot) {
 *   const mesh = httpMesh({ ports, snapshot: rules })
 *   const { body } = await mesh.request('http://ratings/films/7', { headers: { accept: 'application/json' } })
 *   return body.json()
 * }
 * ```
 */
export function httpMesh(options: HttpMeshOptions): HttpMesh {
  const { maxResponseHeaderBytes } = { ...httpMeshDefaults, ...options }
  const mesh = new RunningMesh(options)
  const links = new Links(options.ports.clock, maxResponseHeaderBytes)
  const dispatcher = new MeshDispatcher(mesh, links)
  return {
    transport: mesh.transport,
    update: (snapshot) => mesh.update(snapshot),
    stats: () => mesh.stats(),
    breakers: () => mesh.breakers(),
    stop: () => {
      mesh.stop()
      void dispatcher.close()
    },
    dispatcher,
    request(to, options) {
      if (typeof to === 'object' && !(to instanceof URL)) return dispatcher.request(to)
      const { origin, pathname, search } = to instanceof URL ? to : new URL(to)
      return dispatcher.request({
        ...options,
        origin,
        path: pathname + search,
        method: options?.method ?? 'GET',
      })
    },
  }
}
