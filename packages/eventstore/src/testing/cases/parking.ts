import assert from 'node:assert/strict'
import type { ConsumeOptions } from '../../consume/consumer.ts'
import { type Case, positions, upTo } from '../kit.ts'
import { added, placed, Requests, type ShopEvent } from '../shop.ts'

/** A handler that fails for the streams named, and what it has handled. */
function fragile(...streams: readonly string[]) {
  const broken = new Set(streams)
  const seen: number[] = []
  const options: ConsumeOptions<ShopEvent> = {
    retries: 0,
    onFailure: 'park',
    handle: ({ stream, position }) => {
      if (broken.has(stream)) throw new Error(`${stream} is broken`)
      seen.push(position)
      return [Requests.claim({ key: `${position}`, body: stream, position })]
    },
  }
  return { broken, seen, options }
}

export function parkingCases(it: Case): void {
  it('each stream is parked for itself, oldest first, with its reason', async ({ open }) => {
    const store = await open({ tables: [Requests] })
    const { options, seen } = fragile('a', 'b')
    for (const stream of ['a', 'c', 'b', 'a', 'c', 'b']) await store.append(stream, added())
    const consumer = await store.consume('c', options)
    await consumer.seen()
    const parked = await consumer.parked()
    assert.deepEqual(
      [seen, positions(parked)],
      [
        [2, 5],
        [1, 3, 4, 6],
      ],
    )
    assert.match(parked[1]?.reason ?? '', /b is broken/)
    assert.match(parked[2]?.reason ?? '', /earlier event/)
    assert.deepEqual([consumer.position, await consumer.lag()], [6, 0])
  })

  it('a retry frees the streams that work again and leaves the others whole', async ({ open }) => {
    const store = await open({ tables: [Requests] })
    const { options, seen, broken } = fragile('a', 'b')
    for (const stream of ['a', 'b', 'a', 'b']) await store.append(stream, added())
    const consumer = await store.consume('c', options)
    await consumer.seen()
    broken.delete('a')
    assert.equal(await consumer.retryParked(), 2)
    assert.deepEqual(
      [seen, positions(await consumer.parked())],
      [
        [1, 3],
        [2, 4],
      ],
    )
    await store.append('a', added())
    await store.append('b', added())
    await consumer.seen()
    assert.deepEqual(
      [seen, positions(await consumer.parked())],
      [
        [1, 3, 5],
        [2, 4, 6],
      ],
    )
  })

  it('a retry that fails half-way keeps the rest in order', async ({ open }) => {
    const store = await open()
    await store.append('a', [added(1), added(2), added(3)])
    const seen: number[] = []
    let works = 0
    const consumer = await store.consume('c', {
      retries: 0,
      onFailure: 'park',
      handle: ({ position }) => {
        if (position > works) throw new Error('not yet')
        seen.push(position)
      },
    })
    await consumer.seen()
    for (const [now, freed] of [
      [1, 1],
      [1, 0],
      [3, 2],
    ] as const) {
      works = now
      assert.equal(await consumer.retryParked(), freed)
    }
    assert.deepEqual([seen, await consumer.parked()], [upTo(3), []])
  })

  it('a parked event has no rows; retried, they are stored with its release, once', async ({
    open,
  }) => {
    const store = await open({ tables: [Requests] })
    const { options, seen, broken } = fragile('a')
    await store.append('a', added())
    await store.append('b', added())
    const consumer = await store.consume('c', options)
    await consumer.seen()
    assert.deepEqual(positions(await store.rows(Requests).find()), [2])
    broken.clear()
    const freed = await Promise.all([consumer.retryParked(), consumer.retryParked()])
    assert.deepEqual(
      [freed, seen],
      [
        [1, 0],
        [2, 1],
      ],
    )
    assert.deepEqual(positions(await store.rows(Requests).find()), [1, 2])
  })

  it('what is parked outlives a restart, and is retried by the next consumer of the name', async ({
    open,
  }) => {
    const store = await open({ tables: [Requests] })
    const { options, seen, broken } = fragile('a')
    await store.append('a', [placed(), added()])
    const first = await store.consume('c', options)
    await first.seen()
    await first.stop()
    const other = await store.consume('d', { handle: () => {} })
    assert.deepEqual(await other.parked(), [])
    const second = await store.consume('c', options)
    await store.append('a', added())
    await second.seen()
    assert.deepEqual(positions(await second.parked()), [1, 2, 3])
    broken.clear()
    assert.equal(await second.retryParked(), 3)
    assert.deepEqual(seen, [1, 2, 3])
  })

  it('a stream appended to during a retry stays in order', async ({ open, clock }) => {
    const store = await open()
    const seen: number[] = []
    let broken = true
    const consumer = await store.consume('c', {
      retries: 0,
      onFailure: 'park',
      handle: async ({ position }) => {
        if (broken) throw new Error('broken')
        for (let i = 0; i < 3; i++) await clock.turn()
        seen.push(position)
      },
    })
    await store.append('a', [added(), added()])
    await consumer.seen()
    broken = false
    const retry = consumer.retryParked()
    await store.append('a', [added(), added()])
    await retry
    await consumer.seen()
    await consumer.retryParked()
    assert.deepEqual(seen, upTo(4))
  })

  it('a reason of any length and kind is kept readable', async ({ open }) => {
    const store = await open()
    await store.append('a', added())
    const consumer = await store.consume('c', {
      retries: 0,
      onFailure: 'park',
      handle: () => {
        throw new Error(`\0\ud800 ${'x'.repeat(100_000)}`)
      },
    })
    await consumer.seen()
    const [parked] = await consumer.parked()
    assert.match(parked?.reason ?? '', /x{1000}/)
  })
}
