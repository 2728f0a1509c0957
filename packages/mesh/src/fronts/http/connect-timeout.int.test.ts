import { seededRandom } from '@watertight/ports'
import { nodePorts } from '@watertight/ports/node'
import { afterEach, expect, test } from 'vitest'
import { mesh } from '../../dataplane/mesh.ts'
import { cluster, route, snapshot, to, unlimited } from '../../dataplane/test-kit/rules.ts'
import { deaf } from '../test-kit/deaf.ts'
import { answer, upstream } from '../test-kit/upstream.ts'
import { httpMesh } from './http-mesh.ts'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

const limits = { ...unlimited, connectTimeoutMs: 80 }
// so long that only the wait for a connection can end it
const patienceMs = 600_000

async function scene() {
  const first = await deaf()
  const second = await upstream((socket) => socket.write(answer('connected')))
  open.push(
    () => first.close(),
    () => second.close(),
  )
  const ports = {
    ...nodePorts({ service: 'caller', folder: '', directory: new Map(), log: () => {} }),
    random: seededRandom(1),
  }
  open.push(() => ports.stop())
  return { first: first.endpoint, second: second.endpoint, ports }
}

test('a connection that is not made in time is 503 UF, and nothing was sent', async () => {
  const { first, ports } = await scene()
  const rules = snapshot([
    route([to(cluster([], { endpoints: [first], limits }))], { timeoutMs: patienceMs }),
  ])
  const calls = httpMesh({ ports, snapshot: rules })
  open.push(() => calls.stop())
  const { statusCode, body } = await calls.request('http://reviews/')
  expect(statusCode).toBe(503)
  expect(await body.json()).toMatchObject({ flag: 'UF' })
})

test('over a transport it is WT_UNREACHABLE; another endpoint is tried where the rules say so', async () => {
  const { first, second, ports } = await scene()
  const rules = snapshot([
    route(
      [to(cluster([], { endpoints: [first, second], balancer: { is: 'round robin' }, limits }))],
      {
        timeoutMs: patienceMs,
      },
    ),
  ])
  const calls = mesh({ ports, snapshot: rules })
  open.push(() => calls.stop())
  const call = { to: 'reviews', method: 'GET', path: '/', deadline: ports.clock.now() + patienceMs }
  const ask = () =>
    calls.transport.call(call).then(
      ({ status }) => status,
      (error) => error.code,
    )
  expect(new Set([await ask(), await ask()])).toEqual(new Set(['WT_UNREACHABLE', 200]))
})
