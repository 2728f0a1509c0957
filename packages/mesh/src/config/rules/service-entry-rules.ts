import { placeOf } from '../problem/place.ts'
import { type Problem, problem } from '../problem/problem.ts'
import type { ServiceEntry } from '../schema/kinds.ts'
import { isAddress, isFullName, isLabel, isWildcardName } from './dns.ts'
import { duplicates, exportRules, labelRules, selectorRules } from './shared-rules.ts'

type Spec = ServiceEntry['spec']

export function* serviceEntryRules({ spec }: ServiceEntry): Iterable<Problem> {
  const { hosts, addresses = [], ports = [], exportTo, workloadSelector, endpoints } = spec
  if (hosts.length === 0) yield problem('WT_MESH_MISSING', placeOf(spec, 'hosts'), 'hosts is empty')
  for (const [i, host] of hosts.entries()) {
    if (host === '*' || !isWildcardName(host))
      yield problem('WT_MESH_VALUE', placeOf(hosts, i), `hosts: '${host}' is no name of a service`)
  }
  yield* duplicates(
    hosts.map((value, i) => ({ value, place: placeOf(hosts, i) })),
    (host) => `hosts has ${host} already`,
  )
  for (const [i, address] of addresses.entries()) {
    if (address.includes('/'))
      yield problem(
        'WT_MESH_REFUSED',
        placeOf(addresses, i),
        `addresses: ${address} is a range; calls go by names`,
        'Write single addresses',
      )
    else if (!isAddress(address))
      yield problem('WT_MESH_VALUE', placeOf(addresses, i), `addresses: '${address}' is no address`)
  }
  yield* duplicates(
    ports.map((port) => ({ value: port.number, place: placeOf(port, 'number') })),
    (number) => `ports has the number ${number} already`,
  )
  yield* duplicates(
    ports.map((port) => ({ value: port.name, place: placeOf(port, 'name') })),
    (name) => `ports has the name ${name} already`,
  )
  if (ports.length === 0)
    yield problem(
      'WT_MESH_NO_EFFECT',
      placeOf(spec),
      'the entry has no ports, so nothing of it can be called',
      'Add ports',
    )
  for (const port of ports)
    if (!isLabel(port.name))
      yield problem(
        'WT_MESH_VALUE',
        placeOf(port, 'name'),
        `'${port.name}' is no name of a port: letters, digits and - only`,
      )
  yield* selectorRules(workloadSelector?.labels, 'workloadSelector')
  if (workloadSelector !== undefined && endpoints !== undefined)
    yield problem(
      'WT_MESH_CONFLICT',
      placeOf(spec, 'endpoints'),
      'endpoints are listed and selected',
    )
  yield* endpointRules(spec)
  yield* resolutionRules(spec)
  yield* exportRules(exportTo)
}

function* endpointRules({
  endpoints = [],
  ports = [],
  resolution = 'NONE',
}: Spec): Iterable<Problem> {
  for (const endpoint of endpoints) {
    const { address } = endpoint
    const isNamed = resolution.startsWith('DNS')
    if (address.startsWith('unix://'))
      yield problem(
        'WT_MESH_REFUSED',
        placeOf(endpoint, 'address'),
        `address: ${address} is a socket of this machine; calls go over TCP`,
      )
    else if (!isAddress(address) && !(isNamed && isFullName(address)))
      yield problem(
        'WT_MESH_VALUE',
        placeOf(endpoint, 'address'),
        `address: '${address}' is no address${isNamed ? ' and no name' : ''}`,
        isNamed ? undefined : 'Write an address such as 127.0.0.1, or set resolution: DNS',
      )
    yield* labelRules(endpoint.labels, `endpoint ${address}`)
    for (const name of Object.keys(endpoint.ports ?? {}))
      if (!ports.some((port) => port.name === name))
        yield problem(
          'WT_MESH_VALUE',
          placeOf(endpoint.ports as object, name),
          `endpoint ${address}: the service has no port ${name}`,
          `It has ${ports.map((port) => port.name).join(', ') || 'none'}`,
        )
  }
}

function* resolutionRules(spec: Spec): Iterable<Problem> {
  const { hosts, endpoints = [], resolution = 'NONE', workloadSelector } = spec
  const place = placeOf(spec, 'resolution')
  const wildcard = hosts.find((host) => host.startsWith('*'))
  switch (resolution) {
    case 'NONE':
      if (endpoints.length > 0)
        yield problem(
          'WT_MESH_CONFLICT',
          placeOf(spec, 'endpoints'),
          'with resolution NONE a service has no endpoints',
          'Set resolution: STATIC or DNS',
        )
      break
    case 'STATIC':
      if (endpoints.length === 0 && workloadSelector === undefined)
        yield problem(
          'WT_MESH_MISSING',
          place,
          'with resolution STATIC a service needs endpoints',
          'Add endpoints or workloadSelector',
        )
      break
    case 'DNS_ROUND_ROBIN':
      if (endpoints.length > 1)
        yield problem(
          'WT_MESH_CONFLICT',
          placeOf(spec, 'endpoints'),
          `with resolution DNS_ROUND_ROBIN a service has one endpoint, here are ${endpoints.length}`,
          'Set resolution: DNS, or keep one',
        )
  }
  if (resolution.startsWith('DNS') && endpoints.length === 0 && wildcard !== undefined)
    yield problem(
      'WT_MESH_VALUE',
      place,
      `${wildcard} cannot be looked up: it is a wildcard`,
      'Add endpoints',
    )
}
