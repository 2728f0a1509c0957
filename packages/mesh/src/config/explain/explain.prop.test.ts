import { virtualStage } from '@watertight/ports/stage'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { mesh } from '../../dataplane/mesh.ts'
import { snapshotOf } from '../compile/snapshot-of.ts'
import { isError } from '../problem/problem.ts'
import { readMesh } from '../read/read-mesh.ts'
import { file } from '../test-kit/rules.ts'
import { explain } from './explain.ts'

const paths = ['/', '/a', '/ab', '/A', '/a/b']
const text = fc.oneof(
  fc.record({ exact: fc.constantFrom(...paths) }),
  fc.record({ prefix: fc.constantFrom(...paths) }),
  fc.record({ regex: fc.constantFrom('/a.*', '/(a|ab)', '/[a-z]+(/b)?') }),
)
const value = fc.oneof(
  fc.record({ exact: fc.constantFrom('x', 'y') }),
  fc.record({ regex: fc.constantFrom('*', '[xy]+') }),
  fc.constant({}),
)
const match = fc.record(
  {
    uri: text,
    ignoreUriCase: fc.boolean(),
    method: fc.record({ exact: fc.constantFrom('GET', 'PUT') }),
    headers: fc.record({ 'x-a': value }),
    withoutHeaders: fc.record({ 'x-b': value }),
    queryParams: fc.record({ q: value }),
    sourceLabels: fc.record({ app: fc.constantFrom('shop', 'other') }),
  },
  { requiredKeys: [] },
)
const rules = fc.array(fc.array(match, { minLength: 1, maxLength: 3 }), { maxLength: 5 })
const header = fc.constantFrom('x', 'y', '')
const call = fc.record({
  method: fc.constantFrom('GET', 'PUT'),
  path: fc
    .tuple(fc.constantFrom(...paths), fc.constantFrom('', '?q=x', '?q='))
    .map((all) => all.join('')),
  headers: fc.record({ 'x-a': header, 'x-b': header }, { requiredKeys: [] }),
})
const labels = { app: 'shop' }

test('a mesh answers as explain says', async () => {
  const cases = fc.sample(fc.tuple(rules, fc.array(call, { minLength: 1, maxLength: 5 })), {
    numRuns: 60,
    seed: 7,
  })
  const world = virtualStage({ seed: 1 })
  try {
    await world.run(() =>
      world.host('caller', async (ports) => {
        for (const [routes, calls] of cases) {
          const document = stringify({
            apiVersion: 'networking.istio.io/v1',
            kind: 'VirtualService',
            metadata: { name: 'films' },
            spec: {
              hosts: ['films.example'],
              // each route answers with its number
              http: [
                ...routes.map((match) => ({ match })),
                { match: [{ uri: { prefix: '/a' } }] },
              ].map((route, i) => ({
                name: `${i}`,
                ...route,
                directResponse: { status: 200, body: { string: `${i}` } },
              })),
            },
          })
          const { resources, problems } = readMesh([file(document)])
          expect(problems.filter(isError)).toEqual([])
          const snapshot = snapshotOf(resources)
          const running = mesh({ ports, snapshot, labels })
          for (const one of calls) {
            const asked = { to: 'http://films.example', ...one }
            const reply = await running.transport.call({
              ...asked,
              deadline: ports.clock.now() + 1_000,
            })
            const said = explain(snapshot, asked, labels).taken?.name
            expect(reply.status === 404 ? undefined : reply.body).toBe(said)
          }
          running.stop()
        }
      }),
    )
  } finally {
    await world.stop()
  }
})
