import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { seededRandom } from '@watertight/ports'
import { systemClock } from '@watertight/ports/node'
import { expect, test } from 'vitest'
import { cluster, route, snapshot, to } from '../../dataplane/test-kit/rules.ts'
import { answer, type Behaviour, upstream } from '../test-kit/upstream.ts'
import { httpMesh } from './http-mesh.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function bytesInUse(): number {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const megabyte = 1_048_576
const large = 'x'.repeat(megabyte)
const behaviours: readonly Behaviour[] = [
  (socket) => socket.write('is this HTTP?\r\n\r\n'),
  (socket) => socket.end('HTTP/1.1 200 OK\r\ncont'),
  (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'),
  (socket) => socket.write(answer('', '200 OK', `x: ${large}\r\n`)),
  (socket) => socket.resetAndDestroy(),
  () => {},
]

test('of hundreds of bad answers and bad requests nothing is left', async () => {
  const bad = await upstream((socket, at) =>
    behaviours[at.request % behaviours.length]?.(socket, at),
  )
  const rules = [route([to(cluster([], { endpoints: [bad.endpoint] }))], { timeoutMs: 50 })]
  const transport = { isPublic: false } as Parameters<typeof httpMesh>[0]['ports']['transport']
  const ports = { clock: systemClock, random: seededRandom(1), log: () => {}, transport }
  const mesh = httpMesh({ ports, snapshot: snapshot(rules) })
  const statuses = new Set<number>()
  const ask = async (headers: Record<string, string>) => {
    const { statusCode, body } = await mesh.request('http://reviews/', { headers })
    statuses.add(statusCode)
    await body.text().catch(() => {})
  }
  const many = async (rounds: number) => {
    for (let round = 0; round < rounds; round++)
      await Promise.all([
        ...behaviours.map(() => ask({})),
        ask({ 'x-large': large.slice(0, round + megabyte / 2) }),
      ])
  }
  await many(5)
  const before = bytesInUse()
  await many(60)
  // had a tenth of it been kept, it would be more than twice as much
  expect(bytesInUse() - before).toBeLessThan(4 * megabyte)
  expect([...statuses].sort()).toEqual([200, 431, 502, 503, 504])
  expect(mesh.stats().clusters[0]).toMatchObject({ connections: 0, pending: 0, requests: 0 })
  mesh.stop()
  await mesh.dispatcher.close()
  await bad.close()
})
