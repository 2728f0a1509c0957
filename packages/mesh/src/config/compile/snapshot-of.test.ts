import { expect, test } from 'vitest'
import type { Snapshot } from '../../model/snapshot.ts'
import { inWords, isError } from '../problem/problem.ts'
import { readMesh } from '../read/read-mesh.ts'
import {
  destinationRule,
  documents,
  file,
  serviceEntry,
  virtualService,
} from '../test-kit/rules.ts'
import type { Caller } from './caller.ts'
import type { Discovered } from './services.ts'
import { snapshotOf } from './snapshot-of.ts'

const resourcesOf = (...texts: readonly string[]) => {
  const { resources, problems } = readMesh([file(documents(...texts))])
  expect(problems.filter(isError).map(inWords)).toEqual([])
  return resources
}

const at = (address: string, version = 'v1') => ({
  address,
  port: 8080,
  labels: { version },
  weight: 1,
})
const films: Discovered = { host: 'films', endpoints: [at('10.0.0.1'), at('10.0.0.2', 'v2')] }
const build = (texts: readonly string[], discovered = [films], caller: Caller = {}) =>
  snapshotOf(resourcesOf(...texts), discovered, caller)

const key = 'films.default.svc.cluster.local|80|'
const routesAt = (snapshot: Snapshot, host: string) => snapshot.hosts.get(host)?.routes
const namesAt = (snapshot: Snapshot, host: string) =>
  routesAt(snapshot, host)?.map(({ name }) => name)
const to = 'route: [{ destination: { host: films } }]'
const routes = (name: string, more = '') =>
  virtualService(`hosts: [films]\nhttp: [{ name: ${name}, ${to} }]${more}`, name)

test('a service without rules has one route to its own cluster, under every name that callers may use', () => {
  const snapshot = build([])
  expect([...snapshot.hosts.keys()]).toEqual([
    'films',
    'films.default',
    'films.default.svc',
    'films.default.svc.cluster.local',
  ])
  expect(routesAt(snapshot, 'films')).toMatchObject([
    {
      name: 'default',
      matches: [],
      action: { is: 'forward', destinations: [{ cluster: { key }, weight: 1 }] },
      retries: { attempts: 2, on: { connectFailure: true, refusedStream: true, server5xx: false } },
    },
  ])
  expect(snapshot.clusters.get(key)).toMatchObject({
    balancer: { is: 'least request' },
    outlier: undefined,
    limits: { maxConnections: Number.POSITIVE_INFINITY, connectTimeoutMs: 10_000 },
  })
})

test('callers of another namespace name it in full', () => {
  const snapshot = build([], [{ ...films, host: 'films.cinema.svc.cluster.local' }])
  expect([...snapshot.hosts.keys()].sort()).toEqual([
    'films.cinema',
    'films.cinema.svc',
    'films.cinema.svc.cluster.local',
  ])
})

test('short names in rules belong to the namespace of the resource', () => {
  const inCinema = routes('a').replace('name: a }\nspec', 'name: a, namespace: cinema }\nspec')
  const discovered = [films, { ...films, host: 'films.cinema.svc.cluster.local' }]
  const snapshot = build([inCinema], discovered)
  expect(namesAt(snapshot, 'films')).toEqual(['default'])
  expect(namesAt(snapshot, 'films.cinema')).toEqual(['a'])
})

test('subsets take the endpoints that have their labels, and their own blocks', () => {
  const rule = destinationRule(`host: films
trafficPolicy:
  loadBalancer: { simple: ROUND_ROBIN }
  outlierDetection: { consecutive5xxErrors: 3 }
  connectionPool: { tcp: { maxConnections: 9 } }
subsets:
- name: v2
  labels: { version: v2 }
  trafficPolicy:
    connectionPool: { http: { maxRetries: 1 } }`)
  const { clusters } = build([rule])
  expect([...clusters.keys()]).toEqual([key, `${key}v2`])
  expect(clusters.get(`${key}v2`)).toMatchObject({
    endpoints: [{ address: '10.0.0.2' }],
    balancer: { is: 'round robin' },
    outlier: { consecutive5xx: 3, maxEjectionPercent: 10, maxEjectionMs: 300_000 },
    // nothing of the host's block is left
    limits: { maxConnections: Number.POSITIVE_INFINITY, maxRetries: 1 },
  })
})

test('the settings of a port take the place of all blocks', () => {
  const rule = destinationRule(`host: films
trafficPolicy:
  loadBalancer: { simple: RANDOM }
  outlierDetection: {}
  portLevelSettings: [{ port: { number: 81 }, connectionPool: { tcp: { maxConnections: 1 } } }]`)
  const { clusters } = build([rule], [films, { ...films, port: 81 }])
  expect(clusters.get(key)).toMatchObject({ balancer: { is: 'random' }, outlier: {} })
  expect(clusters.get(key.replace('80', '81'))).toMatchObject({
    balancer: { is: 'least request' },
    outlier: undefined,
    limits: { maxConnections: 1 },
  })
})

test('a service with several ports has routes for each', () => {
  const snapshot = build([routes('a')], [films, { ...films, port: 81 }])
  const destination = (host: string) => {
    const action = routesAt(snapshot, host)?.[0]?.action
    return action?.is === 'forward' ? action.destinations[0]?.cluster.key : undefined
  }
  expect(destination('films')).toBe(key)
  expect(destination('films:80')).toBe(key)
  expect(destination('films:81')).toBe(key.replace('80', '81'))
})

test('of several VirtualServices for a host the first is used; a gateway joins them, what takes everything last', () => {
  const narrow = virtualService(
    `hosts: [films]\ngateways: [mesh, edge]\nhttp: [{ name: narrow, match: [{ uri: { exact: /a } }], ${to} }]`,
    'narrow',
  )
  const all = [routes('all', '\ngateways: [mesh, edge]'), narrow]
  expect(namesAt(build(all), 'films')).toEqual(['all'])
  expect(namesAt(build(all, [films], { gateway: 'edge' }), 'films')).toEqual(['narrow', 'all'])
  expect(namesAt(build([routes('a', '\ngateways: [edge]')]), 'films')).toEqual(['default'])
})

test('the most specific host wins over wildcards, which stand for the services that are known', () => {
  const of = (host: string, name: string) =>
    virtualService(`hosts: ["${host}"]\nhttp: [{ name: ${name}, ${to} }]`, name)
  const entry = (host: string) =>
    serviceEntry(
      `hosts: [${host}]\nports: [{ number: 80, name: web }]\nresolution: DNS`,
      host.replaceAll('.', '-'),
    )
  const snapshot = build([
    of('*.example', 'any'),
    of('*.shop.example', 'shop'),
    of('a.shop.example', 'exact'),
    ...['a.shop.example', 'b.shop.example', 'c.example'].map(entry),
  ])
  expect(namesAt(snapshot, 'a.shop.example')).toEqual(['exact'])
  expect(namesAt(snapshot, 'b.shop.example')).toEqual(['shop'])
  expect(namesAt(snapshot, 'c.example')).toEqual(['any'])
  expect(namesAt(snapshot, 'd.example')).toBeUndefined()
})

test('matches for other namespaces and gateways are left out, and with them a route that has no other', () => {
  const rules = virtualService(`hosts: [films]
http:
- { name: other, match: [{ sourceNamespace: other }, { gateways: [edge] }], ${to} }
- { name: mine, match: [{ sourceNamespace: default, uri: { prefix: /a } }, { sourceNamespace: other }], ${to} }`)
  expect(namesAt(build([rules]), 'films')).toEqual(['mine'])
  expect(routesAt(build([rules]), 'films')?.[0]?.matches).toHaveLength(1)
})

test('DestinationRules: the caller’s namespace before the service’s, the more specific host, the first policy of several', () => {
  const rule = (name: string, namespace: string, host: string, more: string) =>
    destinationRule(`host: "${host}"\n${more}`, name).replace(
      `${name} }`,
      `${name}, namespace: ${namespace} }`,
    )
  const full = 'films.cinema.svc.cluster.local'
  const random = 'trafficPolicy: { loadBalancer: { simple: RANDOM } }'
  const robin = 'trafficPolicy: { loadBalancer: { simple: ROUND_ROBIN } }'
  const balancer = (...rules: readonly string[]) =>
    build(rules, [{ ...films, host: full }]).clusters.get(`${full}|80|`)?.balancer.is
  const ofService = rule('a', 'cinema', 'films', random)
  expect(balancer(ofService)).toBe('random')
  expect(balancer(ofService, rule('b', 'default', full, robin))).toBe('round robin')
  expect(balancer(ofService, rule('b', 'other', full, robin))).toBe('random')
  expect(balancer(rule('b', 'cinema', '*.cluster.local', robin), ofService)).toBe('random')
  expect(balancer(ofService, rule('b', 'cinema', 'films', robin))).toBe('random')
  expect(balancer(ofService.replace('spec:', 'spec:\n  exportTo: [.]'))).toBe('least request')
})

test('subsets of several DestinationRules are joined, the first of each name', () => {
  const subset = (name: string, version: string) =>
    destinationRule(
      `host: films\nsubsets: [{ name: s, labels: { version: ${version} } }, { name: ${name} }]`,
      name,
    )
  const { clusters } = build([subset('a', 'v1'), subset('b', 'v2')])
  expect([...clusters.keys()]).toEqual(['', 'a', 'b', 's'].map((name) => key + name))
  expect(clusters.get(`${key}s`)?.endpoints.map(({ address }) => address)).toEqual(['10.0.0.1'])
})

test('weights of 0 are skipped; one destination takes all whatever its weight', () => {
  const rules = (weights: readonly number[]) =>
    virtualService(
      `hosts: [films]\nhttp: [{ route: [${weights.map((weight, i) => `{ destination: { host: films, subset: s${i} }, weight: ${weight} }`).join()}] }]`,
    )
  const subsets = destinationRule('host: films\nsubsets: [{ name: s0 }, { name: s1 }]')
  const weightsOf = (...weights: readonly number[]) => {
    const action = routesAt(build([rules(weights), subsets]), 'films')?.[0]?.action
    return action?.is === 'forward' && action.destinations.map(({ weight }) => weight)
  }
  expect(weightsOf(0)).toEqual([1])
  expect(weightsOf(0, 3)).toEqual([3])
  expect(weightsOf(90, 10)).toEqual([90, 10])
})

test('a subset that nobody has is nowhere; beside others it is a cluster without endpoints', () => {
  const one = virtualService(
    `hosts: [films]\nhttp: [{ route: [{ destination: { host: films, subset: gone } }] }]`,
  )
  expect(routesAt(build([one]), 'films')?.[0]?.action).toEqual({
    is: 'nowhere',
    why: `nothing is known of ${key}gone`,
  })
  const two = one.replace(
    'gone } }]',
    'gone }, weight: 1 }, { destination: { host: films }, weight: 1 }]',
  )
  expect(build([two]).clusters.get(`${key}gone`)?.endpoints).toEqual([])
})

test('the host of a request is said by the rewrite or by headers, and the route’s word counts', () => {
  const action = (more: string, ofDestination = '') =>
    routesAt(
      build([
        virtualService(
          `hosts: [films]\nhttp: [{ ${more} route: [{ destination: { host: films }, ${ofDestination} }] }]`,
        ),
      ]),
      'films',
    )?.[0]
  const set = (host: string) => `headers: { request: { set: { "Host": ${host}, b: c } } },`
  expect(action('rewrite: { authority: a },')?.rewrite).toEqual({ authority: 'a' })
  expect(action(set('a'))).toMatchObject({
    rewrite: { authority: 'a' },
    headers: { request: { set: [['b', 'c']] } },
  })
  const ofDestination = (route: ReturnType<typeof action>) =>
    route?.action.is === 'forward' && route.action.destinations[0]?.headers.request.set
  expect(ofDestination(action('', set('d')))).toEqual([
    ['b', 'c'],
    ['host', 'd'],
  ])
  expect(ofDestination(action(set('a'), set('d')))).toEqual([['b', 'c']])
})

test('ServiceEntries: listed endpoints, names that are looked up, endpoints that are selected, virtual addresses', () => {
  const entry = (host: string, more: string) =>
    serviceEntry(
      `hosts: [${host}]\nports: [{ number: 80, name: web, targetPort: 9000 }]\n${more}`,
      host,
    )
  const snapshot = build([
    entry(
      'a.example',
      'resolution: STATIC\nendpoints: [{ address: 10.1.0.1, ports: { web: 1 }, weight: 3 }, { address: 10.1.0.0 }]',
    ),
    entry('b.example', 'resolution: DNS\naddresses: [10.9.9.9]'),
    entry('c.example', 'workloadSelector: { labels: { version: v2 } }'),
  ])
  const endpoints = (host: string) => snapshot.clusters.get(`${host}|80|`)?.endpoints
  expect(endpoints('a.example')).toEqual([
    { address: '10.1.0.0', port: 9000, labels: {}, weight: 1 },
    { address: '10.1.0.1', port: 1, labels: {}, weight: 3 },
  ])
  expect(endpoints('b.example')).toEqual([
    { address: 'b.example', port: 9000, labels: {}, weight: 1 },
  ])
  expect(endpoints('c.example')).toEqual([at('10.0.0.2', 'v2')])
  expect(snapshot.hosts.get('10.9.9.9')).toEqual(snapshot.hosts.get('b.example'))
})

test('the version is the same for the same rules, whatever stands around them and in whatever order endpoints are found', () => {
  const text = routes('a')
  const { version } = build([text, destinationRule('host: films')])
  const moved = text.replace('spec:', '# a remark\n\nspec:')
  expect(build([destinationRule('host: films'), moved]).version).toBe(version)
  expect(build([text], [{ ...films, endpoints: [...films.endpoints].reverse() }]).version).toBe(
    version,
  )
  expect(build([routes('b')]).version).not.toBe(version)
  expect(build([text], [{ ...films, endpoints: films.endpoints.slice(1) }]).version).not.toBe(
    version,
  )
})
