import assert from 'node:assert/strict'
import type { Consumer } from '../../consume/consumer.ts'
import { type Case, code, positions, revisions, upTo } from '../kit.ts'
import { added, Order, OrderList, placed, Requests, Sales } from '../shop.ts'

/** For engines whose log outlives them: two stores on one place stand for two processes. */
export function processCases(it: Case): void {
  it('another process sees what was acknowledged, and continues the positions', async ({
    open,
    another,
  }) => {
    const one = await open()
    const two = await another()
    for (let i = 0; i < 20; i++) {
      const answers = await Promise.all([
        one.append('a', added(i)),
        two.append('a', added(i)),
        two.append(`b${i}`, placed()),
      ])
      assert.deepEqual(
        positions(answers).sort((a, b) => a - b),
        upTo(3).map((n) => i * 3 + n),
      )
      assert.equal(await one.head(), await two.head())
    }
    assert.deepEqual(positions(await one.readLog().toArray()), upTo(60))
  })

  it('of creators racing in two processes one wins', async ({ open, another }) => {
    const stores = [await open(), await another()]
    const race = stores.map((store) => store.append('a', placed(), { expect: 'none' }))
    const answers = await Promise.all(race)
    assert.deepEqual(answers.map(({ is }) => is).sort(), ['appended', 'conflict'])
  })

  it('a commit of another process reaches a subscriber with the next poll', async ({
    open,
    another,
    clock,
  }) => {
    const one = await open()
    const two = await another()
    const consumer = await one.consume('c', { handle: () => {} })
    await two.append('a', placed())
    const seen = consumer.seen(1)
    await clock.poll()
    await seen
  })

  it('what was acknowledged, rows and checkpoints are there after a restart', async ({
    open,
    another,
  }) => {
    const before = await open({ inline: [OrderList], tables: [Requests] })
    const writes = [Requests.claim({ key: 'k', body: '', position: 0 })]
    await before.append('a', [placed(), added(30)], { ids: ['i1', 'i2'], writes })
    const consumer = await before.project(Sales)
    await consumer.seen()
    await before.close()
    const store = await another({ inline: [OrderList], tables: [Requests] })
    const again = await store.append('a', [placed(), added(30)], { ids: ['i1', 'i2'] })
    assert.deepEqual([again.is, again.revision], ['duplicate', 2])
    assert.equal((await store.write(writes)).is, 'taken')
    assert.equal((await store.rows(OrderList).get({ order: 'a' }))?.pence, 30)
    const resumed = await store.project(Sales)
    assert.equal(resumed.position, 2)
    await store.append('a', added(12))
    await resumed.seen()
    assert.deepEqual(await store.rows(Sales).find(), [{ sku: 'tea', sold: 2, pence: 42 }])
  })

  it('two processes may open a new log at once', async ({ open, another }) => {
    const options = { inline: [OrderList, Sales], tables: [Requests] }
    const [one, two] = await Promise.all([open(options), another(options)])
    await Promise.all([
      one.append('a', [placed(), added(1)]),
      two.append('b', [placed(), added(2)]),
    ])
    for (const store of [one, two])
      for (const projection of [OrderList, Sales])
        assert.deepEqual((await store.verify(projection)).different, [])
  })

  it('a process that does not know the inline projections of another cannot append', async ({
    open,
    another,
  }) => {
    const old = await open()
    const store = await another({ inline: [OrderList] })
    await assert.rejects(old.append('a', placed()), code('WT_INLINE_CHANGED'))
    assert.equal((await store.append('a', placed())).is, 'appended')
  })

  it('an append repeated in another process is answered with the first', async ({
    open,
    another,
  }) => {
    const [one, two] = [await open(), await another()]
    const first = await one.append('a', [placed(), added()], { ids: ['i1', 'i2'] })
    await two.append('b', placed())
    const again = await two.append('a', [placed(), added()], { ids: ['i1', 'i2'] })
    assert.deepEqual({ ...again, is: 'appended' }, first)
    await assert.rejects(two.append('b', added(), { ids: ['i2'] }), code('WT_IDS_PARTLY_USED'))
  })

  it('conditions, expectations and claimed rows hold across processes', async ({
    open,
    another,
  }) => {
    const tables = [Requests]
    const [one, two] = [await open({ tables }), await another({ tables })]
    const failIf = { query: { tags: { sku: 'tea' } }, after: 0 }
    const writes = [Requests.claim({ key: 'k', body: '', position: 0 })]
    assert.equal((await one.append('a', placed(), { expect: 0 })).is, 'appended')
    assert.equal((await two.append('a', placed(), { expect: 0 })).is, 'conflict')
    assert.equal((await two.append('a', added(1, 'tea'), { expect: 1 })).is, 'appended')
    assert.equal((await one.append('b', placed(), { failIf })).is, 'conditionFailed')
    assert.equal((await two.append('b', placed(), { writes })).is, 'appended')
    assert.equal((await one.append('b', placed(), { writes })).is, 'taken')
  })

  it('types, tags and streams that one process has made are found by the other', async ({
    open,
    another,
  }) => {
    const [one, two] = [await open(), await another()]
    for (let i = 0; i < 10; i++) {
      const [writer, reader] = i % 2 ? [one, two] : [two, one]
      const where = { tags: { sku: `sku-${i}` } }
      assert.deepEqual(await reader.readLog({ where }).toArray(), [])
      const { position } = await writer.append(`s${i}`, added(i, `sku-${i}`))
      assert.deepEqual(positions(await reader.readLog({ where }).toArray()), [position])
      assert.deepEqual(positions(await reader.read(`s${i}`).toArray()), [position])
    }
  })

  it('time never goes back between processes whose clocks differ', async ({
    open,
    another,
    clock,
  }) => {
    const [one, two] = [await open(), await another()]
    for (const [i, wall] of [5_000, 1_000, 6_000, 2_000].entries()) {
      clock.wall = wall
      await (i % 2 ? two : one).append('a', added())
    }
    const times = (await two.readLog().toArray()).map(({ at }) => at.getTime())
    assert.deepEqual(times, [5_000, 5_000, 6_000, 6_000])
  })

  it('fifty appends in each of two processes at once leave one dense log', async ({
    open,
    another,
  }) => {
    const stores = [await open({ inline: [Sales] }), await another({ inline: [Sales] })]
    const appends = upTo(50).flatMap((i) =>
      stores.map((store, n) => store.append(`s${(i + n) % 5}`, added(i))),
    )
    const answers = await Promise.all(appends)
    assert.equal(new Set(positions(answers)).size, 100)
    for (const store of stores) {
      const log = await store.readLog().toArray()
      assert.deepEqual(positions(log), upTo(100))
      for (let s = 0; s < 5; s++) {
        const stream = log.filter((event) => event.stream === `s${s}`)
        assert.deepEqual(revisions(stream), upTo(stream.length))
      }
      assert.deepEqual((await store.verify(Sales)).different, [])
    }
  })

  it('a consumer goes on in another process where it stopped, parked events included', async ({
    open,
    another,
  }) => {
    const [one, two] = [await open(), await another()]
    const seen: number[] = []
    const options = (broken: boolean) => ({
      retries: 0,
      onFailure: 'park' as const,
      handle: ({ stream, position }: { stream: string; position: number }) => {
        if (broken && stream === 'a') throw new Error('broken')
        seen.push(position)
      },
    })
    await one.append('a', placed())
    await one.append('b', placed())
    const first = await one.consume('c', options(true))
    await first.seen()
    await first.stop()
    await one.append('b', added())
    const second = await two.consume('c', options(false))
    await second.seen()
    assert.equal(await second.retryParked(), 1)
    assert.deepEqual(seen, [2, 3, 1])
  })

  it('a consumer that runs in two processes moves in one of them only, and goes on there', async ({
    open,
    another,
    clock,
  }) => {
    const tables = [Requests]
    const stores = [await open({ tables }), await another({ tables })]
    const handle = ({ position }: { position: number }) => [
      Requests.put({ key: `${position}`, body: '', position }),
    ]
    const pair: Consumer[] = []
    for (const store of stores) pair.push(await store.consume('c', { handle }))
    // an engine that announces commits to all processes alike leaves open who hears first
    const stopped = Promise.race(
      pair.map(({ done }, i) =>
        done.then(
          () => assert.fail('it ended, and nobody stopped it'),
          (error: unknown) => ({ i, error }),
        ),
      ),
    )
    await stores[0]?.append('a', added(1))
    await clock.poll()
    const { i, error } = await stopped
    assert(code('WT_CHECKPOINT_MOVED')(error), String(error))
    assert.equal(pair[i]?.position, 0)
    await stores[0]?.append('a', added(2))
    await clock.poll()
    await pair[1 - i]?.seen(2)
    const rows = await stores[0]?.rows(Requests).find()
    assert.deepEqual(rows?.map(({ position }) => position).sort(), [1, 2])
  })

  it('a snapshot kept by one process is used by another, and by the next', async ({
    open,
    another,
  }) => {
    const options = { snapshotEvery: 2 }
    const one = await open(options)
    await one.append('a', [placed(), added(1), added(2)])
    await one.load(Order, 'a')
    await one.write([])
    const two = await another(options)
    await two.append('a', added(4))
    const { state, fromSnapshot } = await two.load(Order, 'a')
    assert.deepEqual([state.pence, fromSnapshot], [7, 3])
  })

  it('a state in memory is as new as what another process has acknowledged', async ({
    open,
    another,
  }) => {
    const [one, two] = [await open({ keepStates: 2 }), await another({ keepStates: 2 })]
    for (let i = 1; i <= 5; i++) {
      await one.append('a', added(1))
      assert.equal((await two.load(Order, 'a')).state.pence, 2 * i - 1)
      await two.append('a', added(1), { expect: 2 * i - 1 })
      assert.equal((await one.load(Order, 'a')).state.pence, 2 * i)
    }
  })

  it('what was acknowledged last is there after a restart', async ({ open, another }) => {
    const before = await open()
    for (let i = 1; i <= 3; i++) await before.append('a', added(i))
    await before.close()
    const after = await another()
    assert.deepEqual(positions(await after.readLog().toArray()), [1, 2, 3])
  })
}
