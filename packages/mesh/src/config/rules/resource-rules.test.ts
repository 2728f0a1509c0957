import { expect, test } from 'vitest'
import { readMesh } from '../read/read-mesh.ts'
import { destinationRule, file, serviceEntry, virtualService } from '../test-kit/rules.ts'

const codesOf = (text: string) => {
  const { problems } = readMesh([file(text)])
  for (const { place } of problems) expect(place.line).toBeGreaterThan(1)
  return problems.map(({ code }) => code)
}

const to = 'route: [{ destination: { host: films } }]'
const route = (said: string) => virtualService(`hosts: [films]\nhttp: [{ ${said} }]`)
const forward = (said: string) => route(`${to}, ${said}`)
const hosts = (list: string, more = '') =>
  virtualService(`hosts: [${list}]\n${more}\nhttp: [{ ${to} }]`)
const policy = (said: string) => destinationRule(`host: films\ntrafficPolicy: { ${said} }`)
const entry = (said: string) => serviceEntry(`hosts: [a.example]\n${said}`)
const port = 'ports: [{ number: 80, name: web }]'

test.each<[string, string]>([
  ['a wildcard host', hosts('"*.films.example"')],
  ['an address as host', hosts('10.0.0.1')],
  ['a star at a gateway', hosts('"*"', 'gateways: [edge/main]')],
  [
    'weights that are shares',
    route(
      'route: [{ destination: { host: a }, weight: 3 }, { destination: { host: b }, weight: 1 }]',
    ),
  ],
  ['one destination without a weight', route(to)],
  ['retries switched off', forward('retries: { attempts: 0 }')],
  ['the host set once', forward('headers: { request: { set: { ":authority": a } } }')],
  [
    'a group that is there',
    forward('rewrite: { uriRegexRewrite: { match: "^/(.*)$", rewrite: "/a/\\\\1" } }'),
  ],
  ['a direct answer', route('directResponse: { status: 503, body: { string: sorry } }')],
  [
    'local failures counted apart',
    policy(
      'outlierDetection: { splitExternalLocalOriginErrors: true, consecutiveLocalOriginFailures: 3 }',
    ),
  ],
  [
    'maglev with a prime',
    policy(
      'loadBalancer: { consistentHash: { httpHeaderName: a, maglev: { tableSize: 65537 } } }',
    ).replace('65537', '65537'),
  ],
  ['a service that is looked up', entry(`${port}\nresolution: DNS`)],
  [
    'endpoints by name',
    entry(`${port}\nresolution: DNS\nendpoints: [{ address: b.example }, { address: 10.0.0.1 }]`),
  ],
  [
    'an IPv6 endpoint',
    entry(`${port}\nresolution: STATIC\nendpoints: [{ address: "2001:db8::1" }]`),
  ],
])('allowed: %s', (_, text) =>
  expect(codesOf(text).filter((code) => code !== 'WT_MESH_APPROXIMATED')).toEqual([]),
)

test.each<[string, string, string]>([
  ['no hosts', hosts(''), 'WT_MESH_MISSING'],
  ['a host that is no name', hosts('films_1'), 'WT_MESH_VALUE'],
  ['a star for calls between services', hosts('"*"'), 'WT_MESH_VALUE'],
  ['a star inside', hosts('"films.*.example"'), 'WT_MESH_VALUE'],
  ['hosts that overlap', hosts('"*.example", a.example'), 'WT_MESH_DUPLICATE'],
  ['a gateway that is no name', hosts('films', 'gateways: [a/b/c]'), 'WT_MESH_VALUE'],
  ['exported to all and to one', hosts('films', 'exportTo: ["*", a]'), 'WT_MESH_CONFLICT'],
  ['exported to no namespace', hosts('films', 'exportTo: [A_B]'), 'WT_MESH_VALUE'],
  ['exported twice', hosts('films', 'exportTo: [a, a]'), 'WT_MESH_DUPLICATE'],
  ['no routes', virtualService('hosts: [films]\nhttp: []'), 'WT_MESH_MISSING'],
  ['a route to nowhere', route('timeout: 1s'), 'WT_MESH_MISSING'],
  ['a route and a redirect', forward('redirect: { uri: /a }'), 'WT_MESH_CONFLICT'],
  [
    'a fault and a redirect',
    route('redirect: { uri: /a }, fault: { abort: { httpStatus: 500 } }'),
    'WT_MESH_CONFLICT',
  ],
  [
    'a rewrite and a direct answer',
    route('directResponse: { status: 200 }, rewrite: { uri: /a }'),
    'WT_MESH_CONFLICT',
  ],
  [
    'a redirect and a direct answer',
    route('directResponse: { status: 200 }, redirect: { uri: /a }'),
    'WT_MESH_CONFLICT',
  ],
  [
    'weights that are 0 together',
    route('route: [{ destination: { host: a } }, { destination: { host: b } }]'),
    'WT_MESH_WEIGHTS',
  ],
  ['a weight below 0', route('route: [{ destination: { host: a }, weight: -1 }]'), 'WT_MESH_VALUE'],
  ['a star as destination', route('route: [{ destination: { host: "*" } }]'), 'WT_MESH_VALUE'],
  [
    'a subset that is no name',
    route('route: [{ destination: { host: a, subset: V_1 } }]'),
    'WT_MESH_VALUE',
  ],
  ['port 0', route('route: [{ destination: { host: a, port: { number: 0 } } }]'), 'WT_MESH_VALUE'],
  [
    'a port without number',
    route('route: [{ destination: { host: a, port: {} } }]'),
    'WT_MESH_MISSING',
  ],
  ['a header that is no name', forward('match: [{ headers: { "a b": {} } }]'), 'WT_MESH_VALUE'],
  [
    'a claim of a token',
    forward('match: [{ headers: { "@request.auth.claims.sub": {} } }]'),
    'WT_MESH_REFUSED',
  ],
  ['an empty prefix', forward('match: [{ uri: { prefix: "" } }]'), 'WT_MESH_VALUE'],
  ['a label that is none', forward('match: [{ sourceLabels: { a: "b c" } }]'), 'WT_MESH_VALUE'],
  ['a namespace that is none', forward('match: [{ sourceNamespace: a.b }]'), 'WT_MESH_VALUE'],
  [
    'the host of an answer',
    forward('headers: { response: { set: { host: a } } }'),
    'WT_MESH_VALUE',
  ],
  ['the host removed', forward('headers: { request: { remove: [host] } }'), 'WT_MESH_VALUE'],
  ['a pseudo header', forward('headers: { request: { set: { ":path": a } } }'), 'WT_MESH_VALUE'],
  [
    'a line break in a header',
    forward('headers: { request: { set: { a: "b\\nc" } } }'),
    'WT_MESH_VALUE',
  ],
  [
    'the host said twice',
    forward('rewrite: { authority: a }, headers: { request: { set: { host: b } } }'),
    'WT_MESH_CONFLICT',
  ],
  ['a fault of nothing', forward('fault: {}'), 'WT_MESH_MISSING'],
  [
    'a delay of no time',
    forward('fault: { delay: { percentage: { value: 1 } } }'),
    'WT_MESH_MISSING',
  ],
  [
    'an abort with no status',
    forward('fault: { abort: { percentage: { value: 1 } } }'),
    'WT_MESH_MISSING',
  ],
  [
    'an abort with a status that is none',
    forward('fault: { abort: { httpStatus: 600 } }'),
    'WT_MESH_VALUE',
  ],
  [
    'more than all',
    forward('fault: { abort: { httpStatus: 500, percentage: { value: 100.5 } } }'),
    'WT_MESH_VALUE',
  ],
  [
    'an old percentage',
    forward('fault: { delay: { fixedDelay: 1s, percent: 5 } }'),
    'WT_MESH_DEPRECATED',
  ],
  ['a redirect to nowhere', route('redirect: { redirectCode: 302 }'), 'WT_MESH_MISSING'],
  ['a redirect that is none', route('redirect: { uri: /a, redirectCode: 304 }'), 'WT_MESH_VALUE'],
  ['a redirect of another scheme', route('redirect: { scheme: ftp }'), 'WT_MESH_VALUE'],
  ['a rewrite of nothing', forward('rewrite: {}'), 'WT_MESH_MISSING'],
  [
    'two rewrites',
    forward('rewrite: { uri: /a, uriRegexRewrite: { match: a, rewrite: b } }'),
    'WT_MESH_ONE_OF',
  ],
  ['half a rewrite', forward('rewrite: { uriRegexRewrite: { match: a } }'), 'WT_MESH_MISSING'],
  [
    'a group that is not there',
    forward('rewrite: { uriRegexRewrite: { match: a, rewrite: "\\\\1" } }'),
    'WT_MESH_VALUE',
  ],
  ['retries without attempts', forward('retries: { perTryTimeout: 1s }'), 'WT_MESH_CONFLICT'],

  ['a rule for no host', destinationRule('host: a_b'), 'WT_MESH_VALUE'],
  ['a policy of nothing', destinationRule('host: films\ntrafficPolicy: {}'), 'WT_MESH_MISSING'],
  ['a pool of nothing', policy('connectionPool: {}'), 'WT_MESH_MISSING'],
  ['a limit below 0', policy('connectionPool: { tcp: { maxConnections: -1 } }'), 'WT_MESH_VALUE'],
  [
    'more than a hundred percent',
    policy('outlierDetection: { maxEjectionPercent: 500 }'),
    'WT_MESH_VALUE',
  ],
  ['half a percent', policy('outlierDetection: { minHealthPercent: 0.5 }'), 'WT_MESH_VALUE'],
  [
    'local failures that are not split',
    policy('outlierDetection: { consecutiveLocalOriginFailures: 3 }'),
    'WT_MESH_CONFLICT',
  ],
  ['a hash of nothing', policy('loadBalancer: { consistentHash: {} }'), 'WT_MESH_MISSING'],
  [
    'a balancer and a hash',
    policy('loadBalancer: { simple: RANDOM, consistentHash: { useSourceIp: true } }'),
    'WT_MESH_ONE_OF',
  ],
  [
    'two keys of a hash',
    policy('loadBalancer: { consistentHash: { httpHeaderName: a, useSourceIp: true } }'),
    'WT_MESH_ONE_OF',
  ],
  [
    'maglev without a prime',
    policy('loadBalancer: { consistentHash: { httpHeaderName: a, maglev: { tableSize: 65536 } } }'),
    'WT_MESH_VALUE',
  ],
  [
    'an old ring',
    policy('loadBalancer: { consistentHash: { httpHeaderName: a, minimumRingSize: 8 } }'),
    'WT_MESH_DEPRECATED',
  ],
  ['an old balancer', policy('loadBalancer: { simple: LEAST_CONN }'), 'WT_MESH_DEPRECATED'],
  ['an old warm-up', policy('loadBalancer: { warmupDurationSecs: 1s }'), 'WT_MESH_DEPRECATED'],
  [
    'a warm-up without a time',
    policy('loadBalancer: { warmup: { aggression: 1 } }'),
    'WT_MESH_MISSING',
  ],
  [
    'a warm-up that rushes',
    policy('loadBalancer: { warmup: { duration: 1s, aggression: 0.3 } }'),
    'WT_MESH_VALUE',
  ],
  [
    'a port without settings',
    policy('portLevelSettings: [{ port: { number: 80 } }]'),
    'WT_MESH_MISSING',
  ],
  [
    'a port twice',
    policy(
      'portLevelSettings: [{ port: { number: 80 }, loadBalancer: {} }, { port: { number: 80 }, loadBalancer: {} }]',
    ),
    'WT_MESH_DUPLICATE',
  ],
  [
    'a subset twice',
    destinationRule('host: films\nsubsets: [{ name: a }, { name: a }]'),
    'WT_MESH_DUPLICATE',
  ],
  [
    'a subset that is no name of DNS',
    destinationRule('host: films\nsubsets: [{ name: a.b }]'),
    'WT_MESH_VALUE',
  ],
  [
    'a wildcard that selects',
    destinationRule('host: films\nworkloadSelector: { matchLabels: { a: "*" } }'),
    'WT_MESH_VALUE',
  ],
  [
    'a selection for others',
    destinationRule('host: films\nexportTo: ["*"]\nworkloadSelector: { matchLabels: { a: b } }'),
    'WT_MESH_CONFLICT',
  ],

  [
    'an idle time that another hides',
    policy('connectionPool: { tcp: { idleTimeout: 1s }, http: { idleTimeout: 2s } }'),
    'WT_MESH_NO_EFFECT',
  ],
  [
    'a warm-up of a balancer that has none',
    policy('loadBalancer: { simple: RANDOM, warmup: { duration: 1s } }'),
    'WT_MESH_NO_EFFECT',
  ],
  [
    'labels beside gateways',
    forward('match: [{ gateways: [mesh], sourceLabels: { a: b } }]'),
    'WT_MESH_NO_EFFECT',
  ],
  [
    'any case of an expression',
    forward('match: [{ ignoreUriCase: true, uri: { regex: a } }]'),
    'WT_MESH_NO_EFFECT',
  ],
  ['a timeout of a redirect', route('redirect: { uri: /a }, timeout: 1s'), 'WT_MESH_NO_EFFECT'],
  [
    'headers that a direct answer does not send on',
    route('directResponse: { status: 200 }, headers: { request: { set: { a: b } } }'),
    'WT_MESH_NO_EFFECT',
  ],
  [
    'headers of a direct answer',
    route('directResponse: { status: 200 }, headers: { response: { set: { a: b } } }'),
    'WT_MESH_REFUSED',
  ],
  [
    'a host that the route hides',
    route(
      'route: [{ destination: { host: a }, headers: { request: { set: { host: b } } } }], rewrite: { authority: c }',
    ),
    'WT_MESH_NO_EFFECT',
  ],
  ['a service without ports', entry('resolution: DNS'), 'WT_MESH_NO_EFFECT'],
  ['no services', serviceEntry('hosts: []'), 'WT_MESH_MISSING'],
  ['every service', serviceEntry('hosts: ["*"]'), 'WT_MESH_VALUE'],
  ['a service twice', serviceEntry('hosts: [a.example, a.example]'), 'WT_MESH_DUPLICATE'],
  ['an address that is none', entry('addresses: [10.0.0.256]'), 'WT_MESH_VALUE'],
  ['a range of addresses', entry('addresses: [10.0.0.0/8]'), 'WT_MESH_REFUSED'],
  [
    'a port number twice',
    entry('ports: [{ number: 80, name: a }, { number: 80, name: b }]'),
    'WT_MESH_DUPLICATE',
  ],
  [
    'a port name twice',
    entry('ports: [{ number: 80, name: a }, { number: 81, name: a }]'),
    'WT_MESH_DUPLICATE',
  ],
  ['a port beyond', entry('ports: [{ number: 99999, name: a }]'), 'WT_MESH_VALUE'],
  [
    'a port of another protocol',
    entry('ports: [{ number: 80, name: a, protocol: MONGO }]'),
    'WT_MESH_REFUSED',
  ],
  [
    'endpoints listed and selected',
    entry('workloadSelector: {}\nresolution: STATIC\nendpoints: [{ address: 10.0.0.1 }]'),
    'WT_MESH_CONFLICT',
  ],
  ['endpoints of no resolution', entry('endpoints: [{ address: 10.0.0.1 }]'), 'WT_MESH_CONFLICT'],
  ['static without endpoints', entry('resolution: STATIC'), 'WT_MESH_MISSING'],
  [
    'static by name',
    entry('resolution: STATIC\nendpoints: [{ address: b.example }]'),
    'WT_MESH_VALUE',
  ],
  [
    'a socket',
    entry('resolution: STATIC\nendpoints: [{ address: "unix:///a" }]'),
    'WT_MESH_REFUSED',
  ],
  [
    'two names in turn',
    entry(
      'resolution: DNS_ROUND_ROBIN\nendpoints: [{ address: a.example }, { address: b.example }]',
    ),
    'WT_MESH_CONFLICT',
  ],
  ['a wildcard looked up', serviceEntry('hosts: ["*.example"]\nresolution: DNS'), 'WT_MESH_VALUE'],
  [
    'a port the service does not have',
    entry(`${port}\nresolution: STATIC\nendpoints: [{ address: 10.0.0.1, ports: { http: 1 } }]`),
    'WT_MESH_VALUE',
  ],
])('told: %s', (_, text, code) => expect(codesOf(text)).toContain(code))
