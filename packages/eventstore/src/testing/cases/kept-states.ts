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

  it('snapshots are made of states in memory as well', async (kit) => {
    const options = { keepStates: 2, snapshotEvery: 3 }
    const store = await kit.open(options)
    const loaded = async () => {
      const { fromSnapshot, state } = await store.load(Order, 'a')
      await store.write([])
      return [fromSnapshot, state.items]
    }
    await store.append('a', [placed(), added(1)])
    assert.deepEqual(await loaded(), [0, 1])
    await store.append('a', added(2))
    assert.deepEqual(
      [await loaded(), await loaded()],
      [
        [0, 2],
        [3, 2],
      ],
    )
    const other = await kit.open(options)
    assert.equal((await other.load(Order, 'a')).fromSnapshot, 3)
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
