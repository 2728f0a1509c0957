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
      if (state.items > 1) return { is: 'late' }
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

  it('a stream that was never written folds to the initial state', async ({ open }) => {
    const store = await open({ snapshotEvery: 1 })
    const { state, revision, fromSnapshot } = await store.load(Order, 'nope')
    assert.deepEqual([state, revision, fromSnapshot], [Order.initial(), 0, 0])
    assert.deepEqual(await store.loadQuery(ItemCount, pence), { state: { items: 0 }, position: 0 })
  })

  it('load as of a position and a time', async ({ open, clock }) => {
    const store = await open()
    for (const wall of [1_000, 2_000, 3_000]) {
      clock.wall = wall
      await store.append('a', added(1))
      await store.append('b', added(1))
    }
    const at = async (asOf: { position: number } | { time: Date }) =>
      (await store.load(Order, 'a', { asOf })).revision
    assert.deepEqual([await at({ position: 3 }), await at({ position: 2 })], [2, 1])
    assert.deepEqual([await at({ time: new Date(2_999) }), await at({ time: new Date(0) })], [2, 0])
  })

  it('a load as of the past takes no snapshot, and makes none', async ({ open, engine }) => {
    const store = await open({ snapshotEvery: 2 })
    await store.append('a', [placed(), added(1), added(2), added(4)])
    const past = await store.load(Order, 'a', { asOf: { revision: 3 } })
    assert.deepEqual([past.state.pence, past.fromSnapshot], [3, 0])
    await store.append('a', paid())
    assert.deepEqual(await engine.rows({ table: 'wt_snapshots', where: {} }), [])
  })

  it('a snapshot is made only after so many events, and not at all unless told', async ({
    open,
  }) => {
    const never = await open()
    const store = await open({ snapshotEvery: 3 })
    await store.append('a', [placed(), added(1)])
    const from = async (of: typeof store) => {
      const { fromSnapshot } = await of.load(Order, 'a')
      // a commit behind the snapshot's, so that it is stored before the next load
      await of.write([])
      return fromSnapshot
    }
    assert.deepEqual([await from(store), await from(store), await from(never)], [0, 0, 0])
    await store.append('a', added(2))
    assert.deepEqual([await from(store), await from(store), await from(never)], [0, 3, 0])
  })

  it('streams and folds have snapshots of their own', async ({ open }) => {
    const store = await open({ snapshotEvery: 1 })
    await store.append('a', [placed(), added(1)])
    await store.append('b', [placed(), added(2), added(3)])
    for (let i = 0; i < 2; i++) {
      assert.equal((await store.load(Order, 'a')).state.pence, 1)
      assert.equal((await store.load(Order, 'b')).state.pence, 5)
      assert.equal((await store.load(ItemCount, 'b')).state.items, 2)
      await store.write([])
    }
    assert.equal((await store.load(ItemCount, 'b')).fromSnapshot, 3)
  })

  it('from a snapshot or from the start, the state is the same', async ({ open }) => {
    const plain = await open()
    const store = await open({ snapshotEvery: 4 })
    for (let i = 1; i <= 30; i++) {
      await store.append('a', i === 20 ? paid() : added(i))
      const { state, revision } = await store.load(Order, 'a')
      const whole = await plain.load(Order, 'a')
      assert.deepEqual([state, revision], [whole.state, whole.revision])
    }
    assert((await store.load(Order, 'a')).fromSnapshot > 0)
  })

  it('a state that the caller changes changes no later load', async ({ open }) => {
    const store = await open({ snapshotEvery: 1 })
    await store.append('a', [placed(), added(5)])
    const first = await store.load(Order, 'a')
    Object.assign(first.state, { pence: 999 })
    await store.write([])
    assert.equal((await store.load(Order, 'a')).state.pence, 5)
    assert.equal((await store.load(Order, 'a')).state.pence, 5)
  })

  it('loadQuery folds more than a page', async ({ open }) => {
    const store = await open()
    for (let i = 0; i < 3; i++)
      await store.append(
        `s${i}`,
        upTo(400).map((n) => added(n, n % 2 ? 'tea' : 'milk')),
      )
    const { state, position } = await store.loadQuery(ItemCount, pence)
    assert.deepEqual([state.items, position], [600, 1_200])
  })

  it('a signal stops a load, and a fold that fails rejects it', async ({ open }) => {
    const store = await open()
    await store.append('a', added())
    const signal = AbortSignal.abort(new Error('enough'))
    await assert.rejects(store.load(Order, 'a', { signal }), /enough/)
    await assert.rejects(store.loadQuery(ItemCount, pence, { signal }), /enough/)
    const failing = { ...ItemCount, evolve: () => assert.fail('odd state') }
    await assert.rejects(store.load(failing, 'a'), /odd state/)
    assert.equal((await store.load(Order, 'a')).revision, 1)
  })
}
