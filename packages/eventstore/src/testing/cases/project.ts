import assert from 'node:assert/strict'
import { type Case, code, commitOf, upTo } from '../kit.ts'
import { added, OrderList, OrderListBehind, paid, placed, Sales, SalesCounted } from '../shop.ts'

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
}

/** Changes a row as no projection would. */
async function spoil(engine: Parameters<Parameters<Case>[1]>[0]['engine']): Promise<void> {
  const where = { name: 'Sales' }
  const [serving] = await engine.rows({ table: 'wt_serving', where, limit: 1 })
  const table = String(serving?.table)
  const key = { sku: 'tea' }
  await engine.commit([commitOf({ writes: [{ op: 'patch', table, key, set: { pence: 6 } }] })])
}
