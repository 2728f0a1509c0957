import { expect, test } from 'vitest'
import type { Limits } from '../../model/cluster.ts'
import { unlimited } from '../test-kit/rules.ts'
import { ClusterPool, type Connection, EndpointPool, type Waiter } from './connection-pool.ts'
import { RetrySlots } from './retry-slots.ts'

function build(limits: Partial<Limits>) {
  let now = 0
  let made = 0
  const closed: number[] = []
  const cluster = new ClusterPool({ ...unlimited, ...limits })
  const connector = { open: () => ++made, close: (one: number) => closed.push(one) }
  const endpoint = () => new EndpointPool<number>(cluster, connector, () => now)
  const granted: (Connection<number> | 'requests')[] = []
  const waiter = (): Waiter<number> => ({ granted: (one) => granted.push(one) })
  const take = (pool: EndpointPool<number>, one = waiter()) => pool.take(one)
  const lend = (pool: EndpointPool<number>) => take(pool) as Connection<number>
  const pass = (ms: number) => {
    now += ms
  }
  return { cluster, endpoint, take, lend, waiter, granted, closed, pass }
}

test('a connection carries one request at a time and is used again, the last one first', () => {
  const { endpoint, lend } = build({})
  const pool = endpoint()
  const [first, second] = [lend(pool), lend(pool)]
  expect([first.link, second.link]).toEqual([1, 2])
  pool.release(first, false)
  pool.release(second, false)
  expect(lend(pool).link).toBe(2)
})

test('over maxConnections requests wait, and get the next free connection in order', () => {
  const { endpoint, lend, take, granted, cluster } = build({ maxConnections: 1 })
  const pool = endpoint()
  const held = lend(pool)
  take(pool)
  take(pool)
  expect(cluster).toMatchObject({ connections: 1, pending: 2, requests: 1 })
  pool.release(held, false)
  expect(granted).toHaveLength(1)
  expect(cluster).toMatchObject({ connections: 1, pending: 1, requests: 1 })
})

test('over maxPending a request is refused', () => {
  const { endpoint, lend, take } = build({ maxConnections: 1, maxPending: 1 })
  const pool = endpoint()
  lend(pool)
  expect(take(pool)).toBeUndefined()
  expect(take(pool)).toBe('pending')
})

test('who leaves the line gives the place back and is never served', () => {
  const { endpoint, lend, take, waiter, granted, cluster } = build({
    maxConnections: 1,
    maxPending: 1,
  })
  const pool = endpoint()
  const held = lend(pool)
  const waiting = waiter()
  take(pool, waiting)
  pool.leave(waiting)
  pool.leave(waiting)
  expect(cluster.pending).toBe(0)
  pool.release(held, false)
  expect(granted).toEqual([])
})

test('maxConnections is of the cluster, but an endpoint without any may have one', () => {
  const { endpoint, lend, take, cluster } = build({ maxConnections: 1 })
  const [a, b] = [endpoint(), endpoint()]
  lend(a)
  lend(b)
  expect(cluster.connections).toBe(2)
  expect(take(b)).toBeUndefined()
})

test('over maxRequests a request is refused, waiting or not', () => {
  const { endpoint, lend, take, cluster } = build({ maxRequests: 1 })
  const pool = endpoint()
  const held = lend(pool)
  expect(take(pool)).toBe('requests')
  expect(cluster.requests).toBe(1)
  pool.release(held, false)
  expect(lend(pool)).toHaveProperty('link')
})

test('a connection ends after maxRequestsPerConnection', () => {
  const { endpoint, lend, closed, cluster } = build({ maxRequestsPerConnection: 2 })
  const pool = endpoint()
  for (let i = 0; i < 4; i++) pool.release(lend(pool), false)
  expect(closed).toEqual([1, 2])
  expect(cluster).toMatchObject({ connections: 0, opened: 2 })
})

test('a broken connection is closed, and the first in line gets a new one', () => {
  const { endpoint, lend, take, granted, closed } = build({ maxConnections: 1 })
  const pool = endpoint()
  const held = lend(pool)
  take(pool)
  pool.release(held, true)
  expect(closed).toEqual([1])
  expect((granted[0] as Connection<number>).link).toBe(2)
})

test('giving back twice is giving back once', () => {
  const { endpoint, lend, cluster } = build({})
  const pool = endpoint()
  const held = lend(pool)
  pool.release(held, false)
  pool.release(held, true)
  expect(cluster).toMatchObject({ connections: 1, requests: 0 })
})

test('an idle connection is closed after its time', () => {
  const { endpoint, lend, pass, closed } = build({ idleTimeoutMs: 1_000 })
  const pool = endpoint()
  pool.release(lend(pool), false)
  pass(999)
  pool.release(lend(pool), false)
  expect(closed).toEqual([])
  pass(1_000)
  expect(lend(pool).link).toBe(2)
  expect(closed).toEqual([1])
})

test('when the endpoint goes, idle connections end now and the others with their request', () => {
  const { endpoint, lend, closed } = build({})
  const pool = endpoint()
  const held = lend(pool)
  pool.release(lend(pool), false)
  pool.end()
  expect(closed).toEqual([2])
  pool.release(held, false)
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

test('an idle connection that the other end closed is forgotten; one in use goes with its request', () => {
  const { endpoint, lend, cluster, closed } = build({})
  const pool = endpoint()
  const [idle, used] = [lend(pool), lend(pool)]
  pool.release(idle, false)
  pool.closed(idle.link)
  pool.closed(used.link)
  expect(closed).toEqual([1])
  expect(cluster.connections).toBe(1)
  pool.release(used, true)
  expect(closed).toEqual([1, 2])
})
