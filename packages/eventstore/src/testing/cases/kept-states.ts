import assert from 'node:assert/strict'
import type { StoredEvent } from '../../engine.ts'
import { type Case, type Kit, upTo } from '../kit.ts'
import { added, ItemCount, Order, paid, placed } from '../shop.ts'

/** Counts the events that the engine hands out of streams. */
function counting({ engine }: Pick<Kit, 'engine'>) {
  const { readStream } = engine
  const counted = { events: 0 }
  engine.readStream = async (...asked) => {
    const page: readonly StoredEvent[] = await readStream(...asked)
    counted.events += page.length
    return page
  }
  return counted
}

export function keptStatesCases(it: Case): void {
  it('a state in memory goes on with what is appended, and nothing is read again', async (kit) => {
    const counted = counting(kit)
    const store = await kit.open({ keepStates: 2 })
    await store.append('a', [placed(), added(1)])
    await store.load(Order, 'a')
    assert.equal(counted.events, 2)
    for (const n of upTo(20)) {
      await store.append('a', added(n), { expect: n + 1 })
      const { state, revision } = await store.load(Order, 'a')
      assert.deepEqual([state.items, revision], [n + 1, n + 2])
    }
    await store.appendAll([
      { stream: 'b', events: [placed()] },
      { stream: 'a', events: [added(100), paid()] },
    ])
    const { state, revision } = await store.load(Order, 'a')
    assert.deepEqual(state, { items: 22, pence: 311, paid: true })
    assert.deepEqual([revision, counted.events], [24, 2])
  })

  it('of a state in memory only what others have appended is read', async (kit) => {
    const counted = counting(kit)
    const store = await kit.open({ keepStates: 2 })
    const other = await kit.open()
    await store.append('a', [placed(), added(1)])
    await store.load(Order, 'a')
    await other.append('a', [added(2), added(4)])
    assert.deepEqual((await store.load(Order, 'a')).state.pence, 7)
    assert.equal(counted.events, 4)
    await other.append('a', added(8))
    await store.append('a', added(16))
    const { state, revision } = await store.load(Order, 'a')
    assert.deepEqual([state.pence, revision], [31, 6])
    await other.append(
      'a',
      upTo(1_200).map(() => added(1)),
    )
    assert.deepEqual((await store.load(Order, 'a')).state.pence, 1_231)
  })

  it('what is refused changes no state in memory', async (kit) => {
    const store = await kit.open({ keepStates: 2 })
    await store.append('a', [placed(), added(1)])
    await store.load(Order, 'a')
    const late = await store.append('a', added(2), { expect: 1 })
    assert.equal(late.is, 'conflict')
    const { state, revision } = await store.load(Order, 'a')
    assert.deepEqual([state.pence, revision], [1, 2])
  })

  it('the states used last are kept, and what is forgotten is read again', async (kit) => {
    const counted = counting(kit)
    const store = await kit.open({ keepStates: 2 })
    for (const stream of ['a', 'b', 'c']) await store.append(stream, [placed(), added(1)])
    for (const stream of ['a', 'b', 'a', 'c', 'a']) await store.load(Order, stream)
    assert.equal(counted.events, 6)
    await store.load(Order, 'b')
    assert.equal(counted.events, 8)
  })

  it('folds do not get the states of each other, and the past none', async (kit) => {
    const store = await kit.open({ keepStates: 2 })
    await store.append('a', [placed(), added(1), added(2)])
    for (let i = 0; i < 2; i++) {
      assert.deepEqual((await store.load(Order, 'a')).state.pence, 3)
      const past = await store.load(Order, 'a', { asOf: { revision: 2 } })
      assert.deepEqual([past.state.pence, past.revision], [1, 2])
      assert.deepEqual((await store.load(ItemCount, 'a')).state.items, 2)
      await store.append('a', paid())
      assert.deepEqual((await store.load(ItemCount, 'a')).revision, 4 + i)
    }
  })

  it('a state is recalled without a look at the log, and goes on with what is appended', async (kit) => {
    const counted = counting(kit)
    const store = await kit.open({ keepStates: 2 })
    assert.equal(store.recall(Order, 'a'), undefined)
    await store.append('a', [placed(), added(1)])
    assert.equal(store.recall(Order, 'a'), undefined)
    await store.load(Order, 'a')
    await store.append('a', added(2))
    const { state, revision } = store.recall(Order, 'a') ?? assert.fail('nothing is recalled')
    assert.deepEqual([state.pence, revision, counted.events], [3, 3, 2])
    assert.equal(store.recall(ItemCount, 'a'), undefined)
  })

  it('a stream that is taken for new is recalled from its first event, without a read', async (kit) => {
    const counted = counting(kit)
    const store = await kit.open({ keepStates: 2 })
    const begun = store.recall(Order, 'a', { orNew: true })
    assert.deepEqual(begun && [begun.state, begun.revision], [Order.initial(), 0])
    await store.append('a', [placed(), added(1)], { expect: 0 })
    const known = store.recall(Order, 'a')
    assert.deepEqual(known && [known.state.pence, known.revision, counted.events], [1, 2, 0])
  })

  it('a stream that was wrongly taken for new, or is behind, is put right by the next load', async (kit) => {
    const options = { keepStates: 2, snapshotEvery: 3 }
    const store = await kit.open(options)
    const other = await kit.open(options)
    await other.append('a', [placed(), added(1), added(2)])
    await other.load(Order, 'a')
    await other.write([])
    assert.equal(store.recall(Order, 'a', { orNew: true })?.revision, 0)
    assert.equal((await store.append('a', placed(), { expect: 0 })).is, 'conflict')
    const loaded = await store.load(Order, 'a')
    assert.deepEqual([loaded.state.pence, loaded.fromSnapshot], [3, 3])
    await other.append('a', added(4))
    assert.equal(store.recall(Order, 'a')?.revision, 3)
    assert.equal((await store.load(Order, 'a')).state.pence, 7)
    assert.equal(store.recall(Order, 'a')?.revision, 4)
  })

  it('snapshots are made of states that only go on with appends', async (kit) => {
    const options = { keepStates: 2, snapshotEvery: 3 }
    const store = await kit.open(options)
    await store.load(Order, 'a')
    await store.append('a', [placed(), added(1)])
    assert.equal((await store.load(Order, 'a')).fromSnapshot, 0)
    await store.append('a', added(2))
    await store.write([])
    const other = await kit.open(options)
    for (const each of [store, other]) {
      const { fromSnapshot, state } = await each.load(Order, 'a')
      assert.deepEqual([fromSnapshot, state.items], [3, 2])
    }
  })

  it('a store that keeps nothing recalls nothing but what is taken for new', async (kit) => {
    const store = await kit.open()
    await store.append('a', placed())
    await store.load(Order, 'a')
    assert.equal(store.recall(Order, 'a'), undefined)
    assert.equal(store.recall(Order, 'b', { orNew: true })?.revision, 0)
    await store.append('b', placed())
    assert.equal(store.recall(Order, 'b'), undefined)
  })

  it('loads at the same time as appends come to the same state', async (kit) => {
    const store = await kit.open({ keepStates: 2 })
    const plain = await kit.open()
    await Promise.all(
      upTo(50).flatMap((n) => [store.append('a', added(n)), store.load(Order, 'a')]),
    )
    const whole = await plain.load(Order, 'a')
    assert.deepEqual(await store.load(Order, 'a'), whole)
    assert.deepEqual([whole.revision, whole.state.pence], [50, 1_275])
  })
}
