import { expect, test } from 'vitest'
import { snapshotOf } from '../compile/snapshot-of.ts'
import { readMesh } from '../read/read-mesh.ts'
import {
  destinationRule,
  documents,
  file,
  serviceEntry,
  virtualService,
} from '../test-kit/rules.ts'
import { explain } from './explain.ts'

const films = serviceEntry(`hosts: [films.example]
ports: [{ number: 80, name: web }]
resolution: STATIC
endpoints: [{ address: 10.0.0.1, labels: { version: v1 } }, { address: 10.0.0.2, labels: { version: v2 } }]`)
const subsets = destinationRule(`host: films.example
subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } }]`)

const explained = (routes: string, call = {}, labels = {}) => {
  const rules = virtualService(`hosts: [films.example]\nhttp:\n${routes}`)
  const { resources, problems } = readMesh([file(documents(films, subsets, rules))])
  expect(problems).toEqual([])
  const asked = { to: 'http://films.example', method: 'GET', path: '/top?page=2', headers: {} }
  return explain(snapshotOf(resources), { ...asked, ...call }, labels)
}
const to = (name: string, match: string) =>
  `- { name: ${name}, match: [${match}], route: [{ destination: { host: films.example } }] }\n`

test('the rule that takes the call, and what each one before it asks that the call does not have', () => {
  const rules = explained(
    to(
      'one',
      '{ uri: { prefix: /top }, method: { exact: PUT }, headers: { x-user: { exact: ada } } }',
    ) +
      to('two', '{ authority: { exact: b } }, { scheme: { exact: https } }') +
      to('three', '{ sourceLabels: { app: shop } }') +
      to(
        'four',
        '{ queryParams: { page: { regex: "[0-9]+" } }, withoutHeaders: { x-bot: {} }, port: 80 }',
      ) +
      to('five', '{ uri: { exact: /Top }, ignoreUriCase: true }'),
  )
  expect(rules.routes.map(({ name, outcome, why }) => [name, outcome, why])).toEqual([
    ['one', 'does not match', ['method is PUT, header x-user is ada']],
    ['two', 'does not match', ['authority is b', 'scheme is https']],
    ['three', 'does not match', ['caller app=shop']],
    ['four', 'takes the call', ['not header x-bot is there, parameter page fits [0-9]+, port 80']],
    ['five', 'is not asked', []],
  ])
  expect(rules.taken?.from).toBe('rules.yaml:26')
})

test('labels of the caller are asked', () => {
  const routes = to('mine', '{ sourceLabels: { app: shop } }')
  expect(explained(routes, {}, { app: 'shop' }).taken?.name).toBe('mine')
  expect(explained(routes).taken).toBeUndefined()
})

test('where the calls go, in shares', () => {
  const split = `- route:
  - { destination: { host: films.example, subset: v1 }, weight: 3 }
  - { destination: { host: films.example, subset: v2 }, weight: 1 }`
  expect(explained(split).destinations).toEqual([
    { cluster: 'films.example|80|v1', subset: 'v1', percent: 75, endpoints: ['10.0.0.1:80'] },
    { cluster: 'films.example|80|v2', subset: 'v2', percent: 25, endpoints: ['10.0.0.2:80'] },
  ])
})

test('a host that nobody knows, and one whose rules take no such call', () => {
  const routes = to('one', '{ uri: { exact: /a } }')
  expect(explained(routes, { to: 'http://other' })).toMatchObject({ isKnown: false, routes: [] })
  expect(explained(routes)).toMatchObject({ isKnown: true, taken: undefined, destinations: [] })
})

test('a gateway has rules by wildcards: the longest that stands for the host', () => {
  const answering = (host: string, status: number) =>
    virtualService(
      `hosts: ["${host}"]\ngateways: [door]\nhttp: [{ directResponse: { status: ${status} } }]`,
      `w${status}`,
    )
  const text = documents(
    films,
    answering('*', 201),
    answering('*.example', 202),
    answering('*.films.example', 203),
  )
  const { resources, problems } = readMesh([file(text)])
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
  const rules = snapshotOf(resources, [], { gateway: 'door' })
  const status = (host: string) => {
    const { taken } = explain(rules, {
      to: `http://${host}`,
      method: 'GET',
      path: '/',
      headers: {},
    })
    return taken?.action.is === 'answer' ? taken.action.status : taken
  }
  expect(['a.b', 'localhost:4600', 'films.example', 'x.films.example:80'].map(status)).toEqual([
    201, 201, 202, 203,
  ])
  // people reach what the rules of the gateway say, and no service by its name
  const own = snapshotOf(
    resources.filter(({ kind }) => kind === 'ServiceEntry'),
    [],
    { gateway: 'door' },
  )
  expect([...own.hosts.keys()]).toEqual([])
  expect([...snapshotOf(resources).hosts.keys()]).toEqual(['films.example'])
})
