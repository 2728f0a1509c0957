import { expect, test } from 'vitest'
import { placeOf } from '../problem/place.ts'
import { inWords } from '../problem/problem.ts'
import {
  destinationRule,
  documents,
  file,
  serviceEntry,
  virtualService,
} from '../test-kit/rules.ts'
import { meshReader, readMesh } from './read-mesh.ts'

const problemsOf = (...texts: readonly string[]) =>
  readMesh(texts.map((text, i) => file(text, `${i + 1}.yaml`))).problems.map(inWords)

const route = (more = '') => `hosts: [films]
http:
- route:
  - destination: { host: films }
${more.replace(/^(?=.)/gm, '  ')}`

test('several documents and files, in the order of their names', () => {
  const b = file(
    documents(virtualService(route()), destinationRule('host: films'), '# nothing\n', ''),
    'b.yaml',
  )
  const a = file(serviceEntry('hosts: [a.example]\nports: [{ number: 80, name: web }]'), 'a.yaml')
  const { resources, problems } = readMesh([b, a])
  expect(problems).toEqual([])
  expect(resources.map(({ kind }) => kind)).toEqual([
    'ServiceEntry',
    'VirtualService',
    'DestinationRule',
  ])
  expect(resources.map((one) => placeOf(one))).toEqual([
    { file: 'a.yaml', line: 1, column: 1 },
    { file: 'b.yaml', line: 1, column: 1 },
    { file: 'b.yaml', line: 11, column: 1 },
  ])
})

test('values are what the protos mean: durations in milliseconds, expressions compiled', () => {
  const text = virtualService(
    route(
      'timeout: 1m2.5s\nretries: { attempts: 2, retryOn: "5xx,429,cancelled" }\nmatch:\n- uri: { regex: "/f.*" }',
    ),
  )
  const { resources, problems } = readMesh([file(text)])
  expect(problems).toEqual([])
  expect(resources[0]).toMatchObject({
    kind: 'VirtualService',
    spec: {
      http: [
        {
          timeout: 62_500,
          retries: { attempts: 2, retryOn: { words: ['5xx'], statuses: [429] } },
          match: [{ uri: { regex: { source: '/f.*' } } }],
        },
      ],
    },
  })
})

test.each(['v1', 'v1beta1', 'v1alpha3'])('reads %s', (version) => {
  const text = destinationRule('host: films').replace('io/v1', `io/${version}`)
  expect(readMesh([file(text)])).toMatchObject({ problems: [], resources: [{}] })
})

test('every problem at once, each with file, line and column, and what to do', () => {
  const text = virtualService(
    route(`timeout: 10 secs
retrys: {}
fault: { abort: { httpStatus: "503", percentage: { value: 150 } } }`),
  )
  expect(
    problemsOf(
      text,
      destinationRule('trafficPolicy:\n  max_connections: 1\n  tls: { mode: MUTUAL }'),
    ),
  ).toEqual([
    "1.yaml:9:14: error WT_MESH_VALUE: spec.http[0].timeout: '10 secs' is no duration such as 250ms, 1.5s or 1h30m. Write a value that is allowed.",
    '1.yaml:10:5: error WT_MESH_UNKNOWN_FIELD: spec.http[0] has no field retrys. Perhaps retries is meant.',
    '1.yaml:11:35: error WT_MESH_TYPE: spec.http[0].fault.abort.httpStatus must be an HTTP status from 200 to 599; here is a text. Write a value of that kind.',
    '1.yaml:11:63: error WT_MESH_VALUE: spec.http[0].fault.abort.percentage.value: it is 150, and must be 0 or from 0.0001 to 100. Write a value that is allowed.',
    '2.yaml:5:3: error WT_MESH_MISSING: spec has no host. Add it.',
    '2.yaml:6:5: error WT_MESH_UNKNOWN_FIELD: spec.trafficPolicy has no field max_connections. It may have connectionPool, loadBalancer, outlierDetection, tls, portLevelSettings, retryBudget, tunnel, proxyProtocol.',
    '2.yaml:7:18: error WT_MESH_REFUSED: spec.trafficPolicy.tls.mode: MUTUAL is not run here: TLS is not run yet. Remove it, or run these rules in Istio.',
  ])
})

test.each<[string, string, RegExp]>([
  ['YAML that is none', 'a: [', /1:\d+: error WT_MESH_YAML/],
  [
    'a key twice',
    destinationRule('host: films\nhost: serials'),
    /6:3: error WT_MESH_DUPLICATE: host is said already/,
  ],
  [
    'an alias of nothing',
    destinationRule('host: *nobody'),
    /WT_MESH_YAML: \*nobody names no anchor/,
  ],
  ['a list', '- a', /WT_MESH_KIND: the document has no kind/],
  ['another kind', 'kind: Gateway', /WT_MESH_KIND: the document has the kind Gateway/],
  ['a kind misspelled', 'kind: VirtualServices', /Perhaps VirtualService is meant/],
  [
    'another version',
    destinationRule('host: films').replace('io/v1', 'io/v2'),
    /'networking.istio.io\/v2' is none of/,
  ],
  [
    'a number for a text',
    destinationRule('host: 12'),
    /spec.host must be a text that is not empty; here is the number 12. Put it between quotes/,
  ],
  [
    'what YAML 1.1 calls a truth',
    destinationRule('host: yes'),
    /which Kubernetes reads as a truth/,
  ],
  ['nothing', destinationRule('host:'), /spec.host must be .*; here is nothing/],
  [
    'an address that YAML takes apart',
    serviceEntry('hosts: [a.example]\naddresses: [001:db8::]'),
    /addresses\[0\] must be a text that is not empty; here is a map/,
  ],
  [
    'a field of Istio’s that is not run',
    virtualService(route('mirror: { host: b }')),
    /error WT_MESH_REFUSED: spec.http\[0\].mirror is Istio's, and not run here: requests are not mirrored yet/,
  ],
  [
    'two of a oneof',
    virtualService(route('match: [{ uri: { exact: /a, prefix: /b } }]')),
    /WT_MESH_ONE_OF: spec.http\[0\].match\[0\].uri has exact and prefix/,
  ],
  [
    'a field twice said otherwise',
    destinationRule(
      'host: films\ntrafficPolicy: { outlierDetection: { max_ejection_percent: 5 } }',
    ),
    /Perhaps maxEjectionPercent is meant/,
  ],
  [
    'an expression of another engine',
    virtualService(route('match: [{ uri: { regex: "(?=a)" } }]')),
    /rules.yaml:9:29: error WT_MESH_REGEX: .*invalid/,
  ],
  [
    'a lone star where it means nothing',
    virtualService(route('match: [{ uri: { regex: "*" } }]')),
    /WT_MESH_REGEX/,
  ],
  [
    'half a millisecond',
    virtualService(route('timeout: 0.5ms')),
    /shorter than 1ms|whole milliseconds/,
  ],
  ['microseconds', virtualService(route('timeout: 1500us')), /not in whole milliseconds/],
  ['a timeout of nothing', virtualService(route('timeout: 0s')), /shorter than 1ms/],
  [
    'a variable of Envoy',
    virtualService(route('headers: { request: { set: { a: "%REQ(b)%" } } }')),
    /WT_MESH_REFUSED: .*Write %% for a percent sign/,
  ],
  [
    'a condition for retries that is none',
    virtualService(route('retries: { attempts: 1, retryOn: "5xx, reset" }')),
    /' reset' is no condition for a retry/,
  ],
  [
    'a condition that is not run',
    virtualService(route('retries: { attempts: 1, retryOn: retriable-headers }')),
    /WT_MESH_REFUSED/,
  ],
  [
    'a name taken',
    documents(destinationRule('host: a'), destinationRule('host: b')),
    /7:1: error WT_MESH_DUPLICATE: DestinationRule default\/films is at rules.yaml:1 already/,
  ],
])('told: %s', (_, text, expected) => {
  const { problems } = readMesh([file(text)])
  expect(problems.map(inWords).join('\n')).toMatch(expected)
})

test('what is approximated is noted, and used', () => {
  const text = destinationRule(
    'host: films\ntrafficPolicy: { loadBalancer: { consistentHash: { useSourceIp: true, maglev: { tableSize: 65537 } } } }',
  )
  const { resources, problems } = readMesh([file(text)])
  expect(problems.map(({ severity, code }) => [severity, code])).toEqual([
    ['note', 'WT_MESH_APPROXIMATED'],
  ])
  expect(resources).toHaveLength(1)
})

test('who reads again takes what has not changed as it was', () => {
  const read = meshReader()
  const [a, b] = [
    file(virtualService(route()), 'a.yaml'),
    file(destinationRule('host: films'), 'b.yaml'),
  ]
  const first = read([a, b])
  const again = read([file(destinationRule('host: serials'), 'b.yaml'), a])
  expect(again.resources[0]).toBe(first.resources[0])
  expect(again.resources[1]).toMatchObject({ spec: { host: 'serials' } })
  expect(read([a]).resources).toEqual([first.resources[0]])
})

test('aliases are read, with the place of what they stand for', () => {
  const text = virtualService(`hosts: [films]
http:
- match: [{ uri: { exact: /a } }]
  route: &to
  - destination: { host: films }
- route: *to`)
  const { resources, problems } = readMesh([file(text)])
  expect(problems).toEqual([])
  expect(resources[0]).toMatchObject({
    spec: { http: [{}, { route: [{ destination: { host: 'films' } }] }] },
  })
})

test('what is too much to read is told, whatever it is made of', () => {
  const wide = `- &x { uri: { exact: /a } }\n${'- *x\n'.repeat(7_000)}`.replace(/^(?=.)/gm, '  ')
  const routes = virtualService(`hosts: [films]\nhttp:\n- match:\n${wide}`)
  expect(problemsOf(routes).join('\n')).toMatch(/TOO_LARGE: there are more than 20000 values/)
  expect(problemsOf(virtualService('hosts: &h [*h]\nhttp: *h'))[0]).toMatch(/WT_MESH/)
  const many = virtualService(`hosts: [films]\nhttp:\n${'- x: 1\n'.repeat(199)}`)
  expect(problemsOf(many)).toHaveLength(101)
  expect(problemsOf(many).join('\n')).toMatch(/99 problems more in this file/)
  expect(problemsOf('['.repeat(2_000)).join('\n')).toMatch(/WT_MESH_YAML/)
  expect(problemsOf('#'.repeat(131_073))[0]).toMatch(/WT_MESH_TOO_LARGE/)
}, 60_000)
