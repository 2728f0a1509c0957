import assert from 'node:assert/strict'
import { type Case, code, commitOf, upTo } from '../kit.ts'
import {
  added,
  OpenOrders,
  OrderList,
  OrderListBehind,
  paid,
  placed,
  Sales,
  SalesCounted,
} from '../shop.ts'

export function projectCases(it: Case): void {
  it('an inline projection is there when the append answers, with revision and time', async ({
    open,
  }) => {
    const store = await open({ inline: [OrderList, Sales] })
    await store.append('a', [placed('ann'), added(30), added(12)])
    assert.deepEqual(await store.rows(OrderList).get({ order: 'a' }), {
      order: 'a',
      customer: 'ann',
      items: 2,
      pence: 42,
      placed: 1_000,
      revision: 3,
      paidAt: null,
    })
    assert.deepEqual(await store.rows(Sales).get({ sku: 'tea' }), {
      sku: 'tea',
      sold: 2,
      pence: 42,
    })
    assert.deepEqual(await store.verify(OrderList), { rows: 1, different: [] })
  })

  it('an inline projection added later is complete before the first append', async ({ open }) => {
    const before = await open()
    await before.append('a', [placed(), added(30)])
    const store = await open({ inline: [OrderList] })
    await store.append('a', added(12))
    const rows = await store.rows(OrderList).find({ where: { customer: 'ann' } })
    assert.deepEqual(
      rows.map(({ pence }) => pence),
      [42],
    )
  })

  it('a changed inline projection is built anew from the whole log', async ({ open }) => {
    const before = await open({ inline: [Sales] })
    await before.append('a', [added(30), added(12)])
    const store = await open({ inline: [SalesCounted] })
    await store.append('a', added(1))
    assert.deepEqual(await store.rows(SalesCounted).find(), [{ sku: 'tea', sold: 3 }])
  })

  it('a release that does not know the inline projections cannot append past them', async ({
    open,
  }) => {
    const old = await open()
    await open({ inline: [OrderList] })
    await assert.rejects(old.append('a', placed()), code('WT_INLINE_CHANGED'))
  })

  it('an inline projection is not run a second time beside the appends', async ({ open }) => {
    const store = await open({ inline: [Sales] })
    await assert.rejects(store.project(Sales, { rebuild: true }), code('WT_PROJECTION_INLINE'))
  })

  it('a store that does not know of inline projections cannot run one beside the appends', async ({
    open,
  }) => {
    const store = await open({ inline: [Sales] })
    await store.append('a', added(5))
    const other = await open()
    await assert.rejects(other.project(Sales), code('WT_PROJECTION_INLINE'))
    assert.deepEqual(await store.verify(Sales), { rows: 1, different: [] })
  })

  it('an asynchronous projection stops when a later release keeps it inline', async ({ open }) => {
    const old = await open()
    const consumer = await old.project(Sales)
    await old.append('a', added(5))
    await consumer.seen()
    const store = await open({ inline: [Sales] })
    await store.append('a', added(6))
    await assert.rejects(consumer.done)
    assert.deepEqual(await store.rows(Sales).find(), [{ sku: 'tea', sold: 2, pence: 11 }])
  })

  it('a projection that was inline goes on as an asynchronous one, and back', async ({ open }) => {
    const inline = await open({ inline: [Sales] })
    await inline.append('a', added(5))
    const other = await open({ inline: [OrderList] })
    await other.append('b', [placed(), added(6)])
    const consumer = await other.project(Sales)
    await consumer.seen()
    assert.deepEqual(await other.rows(Sales).find(), [{ sku: 'tea', sold: 2, pence: 11 }])
    await consumer.stop()
    await other.append('a', added(7))
    const again = await open({ inline: [OrderList, Sales] })
    await again.append('a', added(8))
    assert.deepEqual(await again.rows(Sales).find(), [{ sku: 'tea', sold: 4, pence: 26 }])
  })

  it('inline and asynchronous rows are equal', async ({ open }) => {
    const store = await open({ inline: [OrderList] })
    const consumer = await store.project(OrderListBehind)
    const appends = upTo(50).map((i) =>
      store.append(`o${i % 5}`, i <= 5 ? placed(`c${i}`) : i % 9 ? added(i) : paid()),
    )
    await Promise.all(appends)
    await consumer.seen()
    const inline = await store.rows(OrderList).find()
    assert.equal(inline.length, 5)
    assert.deepEqual(await store.rows(OrderListBehind).find(), inline)
  })

  it('a changed projection is built beside the serving one and swapped when it has caught up', async ({
    open,
  }) => {
    const store = await open()
    await Promise.all(upTo(700).map((i) => store.append('a', added(i))))
    await (await store.project(Sales)).seen()
    const [consumer, meanwhile] = await Promise.all([
      store.project(SalesCounted),
      store.rows(Sales).get({ sku: 'tea' }),
      store.append('a', added()),
    ])
    assert.deepEqual(meanwhile, { sku: 'tea', sold: 700, pence: 245_350 })
    await consumer.seen()
    const counted = await store.rows(SalesCounted).get({ sku: 'tea' })
    assert.deepEqual(counted, { sku: 'tea', sold: 701 })
    assert.deepEqual(await store.verify(SalesCounted), { rows: 1, different: [] })
  })

  it('a rebuild replaces rows that were changed behind its back', async ({ open, engine }) => {
    const store = await open()
    await store.append('a', added(5))
    const first = await store.project(Sales)
    await first.seen()
    await spoil(engine)
    await first.stop()
    await (await store.project(Sales, { rebuild: true })).seen()
    assert.deepEqual((await store.verify(Sales)).different, [])
  })

  it('verify names a row that a replay would not give', async ({ open, engine }) => {
    const store = await open()
    await store.append('a', added(5))
    await (await store.project(Sales)).seen()
    await spoil(engine)
    const { different } = await store.verify(Sales)
    assert.deepEqual(different, [{ sku: 'tea', sold: 1, pence: 6 }])
  })

  it('verify measures a projection that lags by its own position', async ({ open }) => {
    const store = await open()
    const consumer = await store.project(Sales)
    await store.append('a', added(5))
    await consumer.seen()
    await consumer.stop()
    await store.append('a', added(6))
    assert.deepEqual(await store.verify(Sales), { rows: 1, different: [] })
  })

  it('rows of a refused or repeated append are not projected', async ({ open }) => {
    const store = await open({ inline: [Sales] })
    const ids = { ids: ['i'] }
    await store.append('a', added(5), ids)
    assert.equal((await store.append('a', added(5), ids)).is, 'duplicate')
    assert.equal((await store.append('a', added(7), { expect: 9 })).is, 'conflict')
    assert.deepEqual(await store.rows(Sales).find(), [{ sku: 'tea', sold: 1, pence: 5 }])
  })

  it('a projection may remove its rows, inline and behind', async ({ open }) => {
    const store = await open({ inline: [OpenOrders] })
    const behind = await store.project({ ...OpenOrders, name: 'OpenOrdersBehind' })
    for (const order of ['a', 'b', 'c']) await store.append(order, placed())
    await store.append('b', paid())
    await behind.seen()
    const open2 = await store.rows(OpenOrders).find()
    assert.deepEqual(
      open2.map(({ order }) => order),
      ['a', 'c'],
    )
    const same = await store.rows({ ...OpenOrders, name: 'OpenOrdersBehind' }).find()
    assert.deepEqual(same, open2)
    assert.deepEqual((await store.verify(OpenOrders)).different, [])
  })

  it('the events of one append over several streams are projected in order', async ({ open }) => {
    const store = await open({ inline: [OrderList, OpenOrders] })
    await store.appendAll([
      { stream: 'a', events: [placed(), added(5)] },
      { stream: 'b', events: [placed('bob'), paid()] },
    ])
    const rows = await store.rows(OrderList).find()
    assert.deepEqual(
      rows.map(({ order, customer, revision, pence }) => [order, customer, revision, pence]),
      [
        ['a', 'ann', 2, 5],
        ['b', 'bob', 2, 0],
      ],
    )
    assert.equal((await store.rows(OpenOrders).find()).length, 1)
  })

  it('inline rows of one group of appends build on each other', async ({ open }) => {
    const store = await open({ inline: [Sales] })
    await Promise.all(upTo(100).map((i) => store.append(`s${i % 3}`, added(i))))
    assert.deepEqual(await store.rows(Sales).find(), [{ sku: 'tea', sold: 100, pence: 5_050 }])
    assert.deepEqual((await store.verify(Sales)).different, [])
  })

  it('a projection stopped half-way goes on where it was', async ({ open }) => {
    const store = await open()
    await store.append('a', added(1))
    const first = await store.project(Sales)
    await first.seen()
    await first.stop()
    await store.append('a', added(2))
    const second = await store.project(Sales)
    assert.equal(second.position, 1)
    await second.seen()
    assert.deepEqual(await store.rows(Sales).find(), [{ sku: 'tea', sold: 2, pence: 3 }])
  })

  it('of one projection run twice the second to move stops, and nothing is counted twice', async ({
    open,
  }) => {
    const store = await open()
    const pair = [await store.project(Sales), await store.project(Sales)]
    await store.append('a', added(5))
    await assert.rejects(Promise.all(pair.map(({ done }) => done)), code('WT_CHECKPOINT_MOVED'))
    assert.deepEqual(await store.rows(Sales).find(), [{ sku: 'tea', sold: 1, pence: 5 }])
  })

  it('rows of a projection that never ran are refused by code', async ({ open }) => {
    const store = await open()
    await assert.rejects(store.rows(Sales).find(), code('WT_TABLE_UNKNOWN'))
    await assert.rejects(store.verify(Sales), code('WT_TABLE_UNKNOWN'))
  })

  it('a rebuild while appends go on misses none of them', async ({ open }) => {
    const store = await open()
    await Promise.all(upTo(600).map((i) => store.append('a', added(i))))
    await (await store.project(Sales)).seen()
    const rebuilding = store.project(Sales, { rebuild: true })
    for (let i = 0; i < 20; i++) await store.append('a', added(1))
    const rebuilt = await rebuilding
    await rebuilt.seen()
    assert.equal((await store.rows(Sales).get({ sku: 'tea' }))?.sold, 620)
    assert.deepEqual((await store.verify(Sales)).different, [])
  })

  it('a rebuild broken off leaves the serving rows, and the next one finishes it', async ({
    open,
    engine,
  }) => {
    const store = await open()
    await store.append(
      'a',
      upTo(3).map((i) => added(i)),
    )
    await (await store.project(Sales)).seen()
    const commit = engine.commit.bind(engine)
    engine.commit = async () => {
      throw new Error('disk gone')
    }
    await assert.rejects(store.project(SalesCounted), code('WT_ENGINE_FAILED'))
    engine.commit = commit
    assert.equal((await store.rows(Sales).get({ sku: 'tea' }))?.pence, 6)
    await (await store.project(SalesCounted)).seen()
    assert.deepEqual(await store.rows(SalesCounted).find(), [{ sku: 'tea', sold: 3 }])
  })

  it('an inline projection is rebuilt beside the appends, and misses none of them', async ({
    open,
    engine,
  }) => {
    const store = await open({ inline: [Sales, OrderList] })
    await store.append('a', placed('ann'))
    for (let i = 0; i < 20; i++)
      await store.append(
        'a',
        upTo(10).map(() => added(1)),
      )
    const [serving] = await engine.rows({ table: 'wt_serving', where: { name: 'Sales' } })
    const key = { sku: 'tea' }
    await engine.commit([
      commitOf({ writes: [{ op: 'patch', table: String(serving?.table), key, set: { sold: 7 } }] }),
    ])
    const seen: number[] = []
    const rebuilding = store.rebuild(Sales, { progress: (position) => seen.push(position) })
    await Promise.all([...upTo(50).map(() => store.append('a', added(1))), rebuilding])
    await store.append('a', added(1))
    assert.equal((await store.rows(Sales).get(key))?.sold, 251)
    assert.equal((await store.rows(OrderList).get({ order: 'a' }))?.items, 251)
    assert.deepEqual((await store.verify(Sales)).different, [])
    assert.deepEqual(seen.slice(0, 3), [2, 3, 4])
    // and it stays so
    const again = await open({ inline: [Sales, OrderList] })
    assert.deepEqual(await again.verify(Sales), { rows: 1, different: [] })
  })

  it('another process follows a rebuild of the same release with its next append', async ({
    open,
  }) => {
    const [one, other] = [await open({ inline: [Sales] }), await open({ inline: [Sales] })]
    await one.append('a', added(1))
    await one.rebuild(Sales)
    await one.rebuild(Sales)
    await other.append('b', added(1))
    await one.append('a', added(1))
    assert.equal((await other.rows(Sales).get({ sku: 'tea' }))?.sold, 3)
    assert.deepEqual((await other.verify(Sales)).different, [])
  })

  it('an asynchronous projection goes on when an inline one is rebuilt', async ({ open }) => {
    const store = await open({ inline: [Sales] })
    const behind = await store.project(OrderListBehind)
    await store.append('a', placed('ann'))
    await behind.seen()
    await store.rebuild(Sales)
    await store.append('a', added(5))
    await behind.seen()
    assert.equal((await store.rows(OrderListBehind).get({ order: 'a' }))?.pence, 5)
  })

  it('an asynchronous projection, and a rebuild, go on after a rebuild of another process', async ({
    open,
  }) => {
    const [one, other] = [await open({ inline: [Sales] }), await open({ inline: [Sales] })]
    const behind = await other.project(OrderListBehind)
    await one.append('a', placed('ann'))
    await behind.seen()
    await one.rebuild(Sales)
    await one.append('a', added(5))
    await behind.seen()
    assert.equal((await other.rows(OrderListBehind).get({ order: 'a' }))?.pence, 5)
    await one.rebuild(Sales)
    await other.rebuild(Sales)
    await one.append('a', added(5))
    assert.deepEqual(await other.verify(Sales), { rows: 1, different: [] })
  })

  it('a rebuild that is broken off leaves the serving rows, and only what is inline is rebuilt', async ({
    open,
  }) => {
    const store = await open({ inline: [Sales] })
    await store.append('a', added(5))
    const signal = AbortSignal.abort(new Error('enough'))
    await assert.rejects(store.rebuild(Sales, { signal }), /enough/)
    await assert.rejects(store.rebuild(OrderList), code('WT_TABLE_UNKNOWN'))
    await store.append('a', added(5))
    assert.equal((await store.rows(Sales).get({ sku: 'tea' }))?.pence, 10)
    await store.rebuild(Sales)
    assert.deepEqual(await store.verify(Sales), { rows: 1, different: [] })
  })

  it('verify names a row that is missing and one that should not be there', async ({
    open,
    engine,
  }) => {
    const store = await open()
    await store.append('a', [added(5, 'tea'), added(6, 'milk')])
    await (await store.project(Sales)).seen()
    const [serving] = await engine.rows({ table: 'wt_serving', where: { name: 'Sales' } })
    const table = String(serving?.table)
    const row = { sku: 'air', sold: 1, pence: 0 }
    await engine.commit([
      commitOf({
        writes: [
          { op: 'remove', table, key: { sku: 'tea' } },
          { op: 'put', table, row },
        ],
      }),
    ])
    const { rows, different } = await store.verify(Sales)
    assert.deepEqual([rows, different], [2, [row, { sku: 'tea', sold: 1, pence: 5 }]])
  })
}

/** Changes a row as no projection would. */
async function spoil(engine: Parameters<Parameters<Case>[1]>[0]['engine']): Promise<void> {
  const where = { name: 'Sales' }
  const [serving] = await engine.rows({ table: 'wt_serving', where, limit: 1 })
  const table = String(serving?.table)
  const key = { sku: 'tea' }
  await engine.commit([commitOf({ writes: [{ op: 'patch', table, key, set: { pence: 6 } }] })])
}
