import { expect, test } from 'vitest'
import type { Limits } from '../../model/cluster.ts'
import { unlimited } from '../test-kit/rules.ts'
import { ClusterPool, EndpointPool, type Lease } from './connection-pool.ts'
import { RetrySlots } from './retry-slots.ts'

function build(limits: Partial<Limits>) {
  let now = 0
  let made = 0
  const closed: number[] = []
  const cluster = new ClusterPool({ ...unlimited, ...limits })
  const connector = { open: () => ++made, close: (one: number) => closed.push(one) }
  const endpoint = () => new EndpointPool<number>(cluster, connector, () => now)
  const granted: (Lease<number> | 'requests')[] = []
  const take = (pool: EndpointPool<number>) => pool.take((lease) => granted.push(lease))
  const lease = (pool: EndpointPool<number>) => take(pool) as Lease<number>
  const pass = (ms: number) => {
    now += ms
  }
  return { cluster, endpoint, take, lease, granted, closed, pass }
}

test('a connection carries one request at a time and is used again, the last one first', () => {
  const { endpoint, lease } = build({})
  const pool = endpoint()
  const [first, second] = [lease(pool), lease(pool)]
  expect([first.connection, second.connection]).toEqual([1, 2])
  first.release()
  second.release()
  expect(lease(pool).connection).toBe(2)
})

test('over maxConnections requests wait, and get the next free connection in order', () => {
  const { endpoint, lease, take, granted, cluster } = build({ maxConnections: 1 })
  const pool = endpoint()
  const held = lease(pool)
  take(pool)
  take(pool)
  expect(cluster).toMatchObject({ connections: 1, pending: 2, requests: 1 })
  held.release()
  expect(granted).toHaveLength(1)
  expect(cluster).toMatchObject({ connections: 1, pending: 1, requests: 1 })
})

test('over maxPending a request is refused', () => {
  const { endpoint, lease, take } = build({ maxConnections: 1, maxPending: 1 })
  const pool = endpoint()
  lease(pool)
  expect(take(pool)).toHaveProperty('cancel')
  expect(take(pool)).toBe('pending')
})

test('who leaves the line gives the place back and is never served', () => {
  const { endpoint, lease, take, granted, cluster } = build({ maxConnections: 1, maxPending: 1 })
  const pool = endpoint()
  const held = lease(pool)
  const waiting = take(pool) as { cancel(): void }
  waiting.cancel()
  waiting.cancel()
  expect(cluster.pending).toBe(0)
  held.release()
  expect(granted).toEqual([])
})

test('maxConnections is of the cluster, but an endpoint without any may have one', () => {
  const { endpoint, lease, take, cluster } = build({ maxConnections: 1 })
  const [a, b] = [endpoint(), endpoint()]
  lease(a)
  lease(b)
  expect(cluster.connections).toBe(2)
  expect(take(b)).toHaveProperty('cancel')
})

test('over maxRequests a request is refused, waiting or not', () => {
  const { endpoint, lease, take, cluster } = build({ maxRequests: 1 })
  const pool = endpoint()
  const held = lease(pool)
  expect(take(pool)).toBe('requests')
  expect(cluster.requests).toBe(1)
  held.release()
  expect(lease(pool)).toHaveProperty('connection')
})

test('a connection ends after maxRequestsPerConnection', () => {
  const { endpoint, lease, closed, cluster } = build({ maxRequestsPerConnection: 2 })
  const pool = endpoint()
  for (let i = 0; i < 4; i++) lease(pool).release()
  expect(closed).toEqual([1, 2])
  expect(cluster).toMatchObject({ connections: 0, opened: 2 })
})

test('a broken connection is closed, and the first in line gets a new one', () => {
  const { endpoint, lease, take, granted, closed } = build({ maxConnections: 1 })
  const pool = endpoint()
  const held = lease(pool)
  take(pool)
  held.release(true)
  expect(closed).toEqual([1])
  expect((granted[0] as Lease<number>).connection).toBe(2)
})

test('giving back twice is giving back once', () => {
  const { endpoint, lease, cluster } = build({})
  const held = lease(endpoint())
  held.release()
  held.release(true)
  expect(cluster).toMatchObject({ connections: 1, requests: 0 })
})

test('an idle connection is closed after its time', () => {
  const { endpoint, lease, pass, closed } = build({ idleTimeoutMs: 1_000 })
  const pool = endpoint()
  lease(pool).release()
  pass(999)
  lease(pool).release()
  expect(closed).toEqual([])
  pass(1_000)
  expect(lease(pool).connection).toBe(2)
  expect(closed).toEqual([1])
})

test('when the endpoint goes, idle connections end now and the others with their request', () => {
  const { endpoint, lease, closed } = build({})
  const pool = endpoint()
  const held = lease(pool)
  lease(pool).release()
  pool.end()
  expect(closed).toEqual([2])
  held.release()
  expect(closed).toEqual([2, 1])
})

test('retries are at most maxRetries at once, or the share of the budget, and never fewer than its minimum', () => {
  const slots = new RetrySlots({ ...unlimited, maxRetries: 1 }, undefined)
  expect(slots.take(100)).toBeUndefined()
  expect(slots.take(100)).toBe('retries')
  slots.free()
  slots.reconfigure(unlimited, { percent: 20, minConcurrent: 3 })
  for (let i = 0; i < 3; i++) expect(slots.take(1)).toBeUndefined()
  expect(slots.take(1)).toBe('retry budget')
  expect(slots.take(20)).toBeUndefined()
  expect(slots.take(20)).toBe('retry budget')
})
