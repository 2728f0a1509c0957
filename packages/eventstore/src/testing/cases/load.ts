import assert from 'node:assert/strict'
import { type Case, commitOf, upTo } from '../kit.ts'
import { added, events, ItemAdded, ItemCount, Order, OrderPlaced, paid, placed } from '../shop.ts'

const pence = { types: [ItemAdded], tags: { sku: 'tea' } }

export function loadCases(it: Case): void {
  it('load folds a stream, also as of a revision', async ({ open }) => {
    const store = await open()
    await store.append('a', [placed(), added(30), added(12), paid(42)])
    assert.deepEqual(await store.load(Order, 'a'), {
      state: { items: 2, pence: 42, paid: true },
      revision: 4,
      fromSnapshot: 0,
    })
    const { state } = await store.load(Order, 'a', { asOf: { revision: 2 } })
    assert.deepEqual(state, { items: 1, pence: 30, paid: false })
  })

  it('load passes over what the fold does not hear', async ({ open }) => {
    const store = await open()
    await store.append('a', [placed(), added(), paid()])
    const { state, revision } = await store.load(ItemCount, 'a')
    assert.deepEqual([state.items, revision], [1, 3])
  })

  it('a snapshot shortens the load, and one of another fold or broken text is ignored', async ({
    open,
    engine,
  }) => {
    const store = await open({ snapshotEvery: 3 })
    await store.append('a', [placed(), added(1), added(2)])
    await store.load(Order, 'a')
    await store.append('a', added(4))
    const loaded = await store.load(Order, 'a')
    assert.deepEqual([loaded.fromSnapshot, loaded.state.pence], [3, 7])
    const changed = {
      name: 'Order',
      version: 2,
      events,
      initial: () => ({ n: 0 }),
      evolve: ({ n }: { n: number }) => ({ n: n + 1 }),
    }
    const other = await store.load(changed, 'a')
    assert.deepEqual(other, { state: { n: 4 }, revision: 4, fromSnapshot: 0 })
    await store.append('a', paid())
    await store.load(Order, 'a')
    const key = { stream: 'a', fold: 'Order' }
    const set = { state: '{"pen' }
    await engine.commit([commitOf({ writes: [{ op: 'patch', table: 'wt_snapshots', key, set }] })])
    assert.equal((await store.load(Order, 'a')).state.pence, 7)
  })

  it('a state that JSON would change is never kept as a snapshot', async ({ open }) => {
    const store = await open({ snapshotEvery: 1 })
    await store.append('a', [placed(), added()])
    const dated = {
      name: 'Dated',
      events,
      initial: () => ({ seen: new Set<string>() }),
      evolve: ({ seen }: { seen: Set<string> }, { type }: { type: string }) => ({
        seen: new Set([...seen, type]),
      }),
    }
    await store.load(dated, 'a')
    await store.append('a', paid())
    const { state, fromSnapshot } = await store.load(dated, 'a')
    assert.deepEqual([state.seen.size, fromSnapshot], [3, 0])
  })

  it('loadQuery folds every event that matches, over streams, and tells the head it saw', async ({
    open,
  }) => {
    const store = await open()
    await store.append('a', [placed(), added(30, 'tea'), added(1, 'milk')])
    await store.append('b', [placed(), added(12, 'tea'), paid()])
    const { state, position } = await store.loadQuery(ItemCount, pence)
    assert.deepEqual([state.items, position], [2, 6])
    const [first] = [await store.loadQuery(Order, [pence, { types: [OrderPlaced] }])]
    assert.deepEqual(first.state, { items: 2, pence: 42, paid: false })
  })

  it('of 10 racing decisions on a loaded query one holds', async ({ open }) => {
    const store = await open()
    await store.append('a', added(1, 'tea'))
    const decide = async (i: number) => {
      const { state, position } = await store.loadQuery(ItemCount, pence)
      assert(state.items < 2)
      const failIf = { query: pence, after: position }
      return store.append(`s${i}`, added(i, 'tea'), { failIf })
    }
    const answers = await Promise.all(upTo(10).map(decide))
    assert.equal(answers.filter(({ is }) => is === 'appended').length, 1)
    assert.equal((await store.loadQuery(ItemCount, pence)).state.items, 2)
  })

  it('an event that does not match leaves a decision on a query standing', async ({ open }) => {
    const store = await open()
    const { position } = await store.loadQuery(ItemCount, pence)
    await store.append('a', [placed(), added(1, 'milk')])
    const answer = await store.append('b', added(1, 'tea'), {
      failIf: { query: pence, after: position },
    })
    assert.equal(answer.is, 'appended')
  })
}
