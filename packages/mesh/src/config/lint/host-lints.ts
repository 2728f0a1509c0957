import { isShownTo, namespaceOf } from '../compile/caller.ts'
import { hostsOf } from '../compile/virtual-services.ts'
import { placeOf } from '../problem/place.ts'
import { type Problem, problem } from '../problem/problem.ts'
import { covers } from '../rules/dns.ts'
import { isForGateway, meshGateway } from '../rules/gateways.ts'
import type { VirtualService } from '../schema/kinds.ts'
import type { Scene } from './scene.ts'

/** Whether calls come to these rules at all. */
export function* hostLints(one: VirtualService, scene: Scene): Iterable<Problem> {
  const { spec } = one
  const { caller, services, takers } = scene
  // no service calls any name at all, so nobody can take rules for all of them for rules of such calls
  const isForAll = spec.hosts.every((host) => host === '*')
  if (!isForAll && !isForGateway(spec.gateways, meshGateway) && caller.gateway === meshGateway)
    yield problem(
      'WT_MESH_GATEWAY_ONLY',
      placeOf(spec, 'gateways'),
      `these rules hold for ${spec.gateways?.join(', ')} alone: calls between services pass them by`,
    )
  if (!isForGateway(spec.gateways, caller.gateway)) return
  if (!isShownTo(spec.exportTo, namespaceOf(one), caller.namespace)) return
  for (const [i, host] of hostsOf(one).entries()) {
    const place = placeOf(spec.hosts, i)
    const [taker] = takers.of(host)
    if (taker !== undefined && taker !== one && caller.gateway === meshGateway) {
      const { file, line } = placeOf(taker)
      yield problem(
        'WT_MESH_HOST_TAKEN',
        place,
        `${host} has the rules of ${namespaceOf(taker)}/${taker.metadata.name} at ${file}:${line} already`,
      )
    }
    // people may give a gateway any name
    if (caller.gateway !== meshGateway) continue
    if (host.startsWith('*') && ![...services.keys()].some((name) => covers(host, name)))
      yield problem(
        'WT_MESH_HOST_UNKNOWN',
        place,
        `${host} stands for no service that is known here`,
        'Add a ServiceEntry for each host it should stand for',
      )
  }
}
