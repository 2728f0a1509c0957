import assert from 'node:assert/strict'
import { type Case, code, positions, upTo } from '../kit.ts'
import { added, OrderList, placed, Requests, Sales } from '../shop.ts'

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
}
