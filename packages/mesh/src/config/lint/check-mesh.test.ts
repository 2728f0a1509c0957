import { expect, test } from 'vitest'
import { EndpointHealth } from '../../dataplane/outlier/endpoint-health.ts'
import { OutlierDetector } from '../../dataplane/outlier/outlier-detector.ts'
import type { Cluster, OutlierDetection } from '../../model/cluster.ts'
import { snapshotOf } from '../compile/snapshot-of.ts'
import { isError } from '../problem/problem.ts'
import { readMesh } from '../read/read-mesh.ts'
import {
  destinationRule,
  documents,
  file,
  serviceEntry,
  virtualService,
} from '../test-kit/rules.ts'
import { checkMesh } from './check-mesh.ts'

const endpoint = (n: number, version: string) =>
  `{ address: 10.0.0.${n}, labels: { version: ${version} } }`
const films = (count = 3, more = '') =>
  serviceEntry(`hosts: [films.example]
ports: [{ number: 80, name: web }${more}]
resolution: STATIC
endpoints: [${Array.from({ length: count }, (_, i) => endpoint(i + 1, i === 0 ? 'v2' : 'v1')).join()}]`)

const told = (...texts: readonly string[]) => {
  const { resources, problems } = readMesh([file(documents(...texts))])
  expect(problems.filter(isError)).toEqual([])
  return checkMesh(resources).map(
    ({ code, severity, place, sentence }) => `${place.line} ${severity} ${code}: ${sentence}`,
  )
}
const route = (more: string) => virtualService(`hosts: [films.example]\nhttp:\n- ${more}`)
const to = 'route: [{ destination: { host: films.example } }]'

test('rules in order are not told anything', () => {
  const rule = destinationRule(
    'host: films.example\ntrafficPolicy: { outlierDetection: { maxEjectionPercent: 50 } }\nsubsets: [{ name: v1, labels: { version: v1 } }]',
  )
  const get = `{ match: [{ method: { exact: GET } }], retries: { attempts: 2, perTryTimeout: 1s, retryOn: 5xx }, timeout: 3s, route: [{ destination: { host: films.example, subset: v1 } }] }`
  expect(told(films(), rule, route(get))).toEqual([])
})

test('an ejection that can never happen, for a host and for a subset of it', () => {
  const rule = (said: string) =>
    destinationRule(`host: films.example
trafficPolicy:
  outlierDetection:
    interval: 1s
    ${said}
subsets:
- name: v2
  labels: { version: v2 }`)
  expect(told(films(9), rule(''))).toEqual([
    '17 warning WT_MESH_EJECTION_NEVER: no endpoint of films.example:80 can ever be ejected: one of 9 is 12 %, and maxEjectionPercent is 10 where nothing is said',
    '20 warning WT_MESH_EJECTION_NEVER: no endpoint of subset v2 of films.example:80 can ever be ejected: one of 1 is 100 %, and maxEjectionPercent is 10 where nothing is said',
  ])
  expect(told(films(10), rule(''))).toHaveLength(1)
  expect(told(films(3), rule('maxEjectionPercent: 33'))[0]).toMatch(
    /18 warning .*one of 3 is 34 %, and maxEjectionPercent is 33$/,
  )
  expect(told(films(3), rule('maxEjectionPercent: 100'))).toEqual([])
})

test('an ejection that is told to be impossible is withheld by the data plane, and no other', () => {
  for (let count = 1; count <= 12; count++)
    for (const percent of [5, 10, 33, 34, 50, 99, 100]) {
      const rule = destinationRule(
        `host: films.example\ntrafficPolicy: { outlierDetection: { consecutive5xxErrors: 1, maxEjectionPercent: ${percent} } }`,
      )
      const isTold = told(films(count), rule).some((line) => line.includes('EJECTION_NEVER'))
      const { resources } = readMesh([file(documents(films(count), rule))])
      const cluster = snapshotOf(resources).clusters.get('films.example|80|') as Cluster
      const ignore = () => {}
      const detector = new OutlierDetector(cluster.outlier as OutlierDetection, {
        ejected: ignore,
        withheld: ignore,
        returned: ignore,
      })
      const all = cluster.endpoints.map(({ address }) => new EndpointHealth(address))
      for (const health of all) detector.add(health)
      detector.answered(all[0] as EndpointHealth, 500, 0)
      expect([count, percent, detector.ejected === 0]).toEqual([count, percent, isTold])
    }
})

test.each<[string, readonly string[], string]>([
  [
    'a subset that no rule has',
    [films(), route('route: [{ destination: { host: films.example, subset: v9 } }]')],
    '16 error WT_MESH_SUBSET_UNKNOWN: films.example has no subset v9: calls would be answered with 503',
  ],
  [
    'a subset without endpoints',
    [
      films(),
      destinationRule('host: films.example\nsubsets: [{ name: v9, labels: { version: v9 } }]'),
    ],
    '15 warning WT_MESH_SUBSET_EMPTY: subset v9 has none of the 3 endpoints of films.example:80',
  ],
  [
    'a host that nobody has',
    [route('route: [{ destination: { host: nobody } }]')],
    '7 warning WT_MESH_HOST_UNKNOWN: nobody.default.svc.cluster.local is no service that is known here',
  ],
  [
    'a rule for a host that nobody has',
    [destinationRule('host: nobody')],
    '5 warning WT_MESH_HOST_UNKNOWN: nobody.default.svc.cluster.local is no service that is known here',
  ],
  [
    'a wildcard that stands for nothing',
    [virtualService('hosts: ["*.none.example"]\nhttp: [{ redirect: { uri: /a } }]')],
    '5 warning WT_MESH_HOST_UNKNOWN: *.none.example stands for no service that is known here',
  ],
  [
    'a port the service does not have',
    [films(), route('route: [{ destination: { host: films.example, port: { number: 81 } } }]')],
    '16 warning WT_MESH_PORT_UNKNOWN: films.example has no port 81, but 80',
  ],
  [
    'no port where there are several',
    [films(3, ', { number: 81, name: b }'), route(to)],
    '16 warning WT_MESH_PORT_NEEDED: films.example has the ports 80, 81; calls go to the one that was called',
  ],
  [
    'a weight of 0',
    [
      films(),
      route(
        'route: [{ destination: { host: films.example }, weight: 1 }, { destination: { host: films.example } }]',
      ),
    ],
    '16 warning WT_MESH_WEIGHT_ZERO: films.example gets no call: its weight is 0, for none is said',
  ],
  [
    'retries of what may have been done',
    [films(), route(`{ ${to}, retries: { attempts: 1, retryOn: 5xx } }`)],
    '16 warning WT_MESH_RETRY_UNSAFE: a POST that failed after it was sent is sent again, and may be done twice',
  ],
  [
    'tries that do not fit',
    [films(), route(`{ ${to}, timeout: 5s, retries: { attempts: 2, perTryTimeout: 2s } }`)],
    '16 warning WT_MESH_TIMEOUT_SHORT: 3 tries of 2000 ms are 6000 ms, and timeout is 5000 ms',
  ],
  [
    'a try that takes all the time',
    [films(), route(`{ ${to}, timeout: 2s, retries: { attempts: 2, perTryTimeout: 2s } }`)],
    '16 warning WT_MESH_TIMEOUT_SHORT: one try may take 2000 ms and all of them 2000 ms, so there is no time for another',
  ],
  [
    'a fault that strikes nobody',
    [films(), route(`{ ${to}, fault: { delay: { fixedDelay: 1s } } }`)],
    '16 warning WT_MESH_FAULT_NEVER: the delay never strikes: its percentage is 0',
  ],
  [
    'rules of a gateway alone',
    [films(), virtualService(`hosts: [films.example]\ngateways: [edge]\nhttp: [{ ${to} }]`)],
    '15 warning WT_MESH_GATEWAY_ONLY: these rules hold for edge alone: calls between services pass them by',
  ],
  [
    'a host that has rules already',
    [films(), route(to), virtualService(`hosts: [films.example]\nhttp: [{ ${to} }]`, 'again')],
    '22 error WT_MESH_HOST_TAKEN: films.example has the rules of default/films at rules.yaml:10 already',
  ],
  [
    'a rule that another namespace would have to ask for',
    [
      films(),
      destinationRule('host: films.example').replace(
        'name: films }',
        'name: films, namespace: other }',
      ),
    ],
    '10 warning WT_MESH_NO_CALLERS: other rules, or none, hold for calls of default to films.example',
  ],
])('told: %s', (_, texts, expected) => expect(told(...texts)).toContain(expected))

const unreachable = (...routes: readonly string[]) =>
  told(
    films(),
    virtualService(
      `hosts: [films.example]\nhttp:\n${routes.map((one) => `- { ${one} ${to} }`).join('\n')}`,
    ),
  )
    .filter((line) => line.includes('WT_MESH_RULE_UNREACHABLE'))
    .map((line) => line.replace(/^(\d+).*?: /, '$1 '))

test.each<[string, string, string, boolean]>([
  ['the same', 'match: [{ uri: { exact: /a } }],', 'match: [{ uri: { exact: /a } }],', true],
  ['everything first', '', 'match: [{ uri: { exact: /a } }],', true],
  [
    'the prefix / is everything',
    'match: [{ uri: { prefix: / } }],',
    'match: [{ method: { exact: GET } }],',
    true,
  ],
  [
    'a wider prefix',
    'match: [{ uri: { prefix: /a } }],',
    'match: [{ uri: { prefix: /ab } }],',
    true,
  ],
  [
    'a prefix of an exact path',
    'match: [{ uri: { prefix: /a } }],',
    'match: [{ uri: { exact: /ab } }],',
    true,
  ],
  [
    'a narrower prefix',
    'match: [{ uri: { prefix: /ab } }],',
    'match: [{ uri: { prefix: /a } }],',
    false,
  ],
  [
    'one more header',
    'match: [{ uri: { prefix: /a } }],',
    'match: [{ uri: { prefix: /a }, headers: { b: { exact: c } } }],',
    true,
  ],
  [
    'one header less',
    'match: [{ uri: { prefix: /a }, headers: { b: { exact: c } } }],',
    'match: [{ uri: { prefix: /a } }],',
    false,
  ],
  [
    'any case',
    'match: [{ uri: { exact: /A }, ignoreUriCase: true }],',
    'match: [{ uri: { exact: /a } }],',
    true,
  ],
  [
    'one case only',
    'match: [{ uri: { exact: /a } }],',
    'match: [{ uri: { exact: /a }, ignoreUriCase: true }],',
    false,
  ],
  [
    'an expression that may be narrower',
    'match: [{ uri: { regex: "/.*" } }],',
    'match: [{ uri: { exact: /a } }],',
    false,
  ],
  [
    'other callers',
    'match: [{ sourceLabels: { a: b } }],',
    'match: [{ uri: { exact: /a } }],',
    false,
  ],
  [
    'one of two',
    'match: [{ uri: { exact: /a } }],',
    'match: [{ uri: { exact: /a } }, { uri: { exact: /b } }],',
    true,
  ],
])('a rule after %s', (_, first, second, isTold) =>
  expect(unreachable(first, second).length > 0).toBe(isTold),
)

test('what takes the calls is named', () => {
  expect(unreachable('', 'match: [{ uri: { exact: /a } }],')).toEqual([
    '17 no call comes to this route: rules.yaml:16 takes every call that would',
  ])
  expect(
    unreachable(
      'match: [{ uri: { exact: /a } }],',
      'match: [{ uri: { exact: /a } }, { uri: { exact: /b } }],',
    ),
  ).toEqual(['17 this match is of no use: rules.yaml:16 takes every call that it would take'])
})
