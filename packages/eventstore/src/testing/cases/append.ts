import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { type Case, code, positions, revisions, upTo } from '../kit.ts'
import { added, paid, placed, Requests } from '../shop.ts'

export function appendCases(it: Case): void {
  it('append answers with the revision and the position', async ({ open }) => {
    const store = await open()
    const at = new Date(1_000)
    const first = await store.append('a', [placed(), added()])
    assert.deepEqual(first, { is: 'appended', revision: 2, position: 2, at })
    const second = await store.append('b', placed())
    assert.deepEqual(second, { is: 'appended', revision: 1, position: 3, at })
  })

  it('an expected revision that differs conflicts, names the actual one and appends nothing', async ({
    open,
  }) => {
    const store = await open()
    await store.append('a', [placed(), added(), added()])
    const answer = await store.append('a', paid(), { expect: 1 })
    assert(answer.is === 'conflict')
    assert.deepEqual([answer.stream, answer.expected, answer.actual], ['a', 1, 3])
    assert.deepEqual(revisions(await answer.missed().toArray()), [2, 3])
    assert.equal(await store.head(), 3)
  })

  it('none accepts a new stream only, and revision 0 means the same', async ({ open }) => {
    const store = await open()
    assert.equal((await store.append('a', placed(), { expect: 'none' })).is, 'appended')
    assert.equal((await store.append('a', placed(), { expect: 'none' })).is, 'conflict')
    assert.equal((await store.append('a', placed(), { expect: 0 })).is, 'conflict')
    assert.equal((await store.append('b', placed(), { expect: 0 })).is, 'appended')
  })

  it('exists refuses a new stream', async ({ open }) => {
    const store = await open()
    assert.equal((await store.append('a', placed(), { expect: 'exists' })).is, 'conflict')
    assert.equal((await store.append('a', placed())).is, 'appended')
    assert.equal((await store.append('a', added(), { expect: 'exists' })).is, 'appended')
  })

  it('of 20 racing creators one wins', async ({ open }) => {
    const store = await open()
    const race = upTo(20).map(() => store.append('a', placed(), { expect: 'none' }))
    const answers = await Promise.all(race)
    assert.equal(answers.filter(({ is }) => is === 'appended').length, 1)
    assert.equal(await store.head(), 1)
  })

  it('200 concurrent appends get positions 1 to 200, each stream in order', async ({ open }) => {
    const store = await open()
    const answers = await Promise.all(upTo(200).map((i) => store.append(`s${i % 7}`, added(i))))
    assert.deepEqual(
      positions(answers).sort((a, b) => a - b),
      upTo(200),
    )
    assert.deepEqual(positions(await store.readLog().toArray()), upTo(200))
    for (let s = 0; s < 7; s++) {
      const read = await store.read(`s${s}`).toArray()
      assert.deepEqual(revisions(read), upTo(read.length))
    }
  })

  it('more than a group holds is stored in the order of the calls', async ({ open }) => {
    const store = await open()
    const calls = upTo(30).map((i) =>
      store.append(
        'a',
        upTo(100).map(() => added(i)),
      ),
    )
    assert.deepEqual(
      positions(await Promise.all(calls)),
      upTo(30).map((i) => i * 100),
    )
  })

  it('several streams are appended together or not at all', async ({ open }) => {
    const store = await open()
    const first = await store.appendAll([
      { stream: 'a', events: [placed(), added()] },
      { stream: 'b', events: [placed()], expect: 'none' },
    ])
    assert(first.is === 'appended')
    assert.deepEqual(first.revisions, { a: 2, b: 1 })
    const second = await store.appendAll([
      { stream: 'a', events: [paid()] },
      { stream: 'b', events: [placed()], expect: 'none' },
    ])
    assert.equal(second.is, 'conflict')
    assert.equal(await store.head(), 3)
  })

  it('the parts of an append may have causes of their own', async ({ open }) => {
    const store = await open()
    const parts = [
      { stream: 'a', events: [placed()], meta: { causation: 'one' } },
      { stream: 'b', events: [placed()] },
    ]
    await store.appendAll(parts, { meta: { causation: 'other' } })
    const causes = (await store.readLog().toArray()).map(({ meta }) => meta.causation)
    assert.deepEqual(causes, ['one', 'other'])
  })

  it('time never goes back along the log', async ({ open, clock }) => {
    const store = await open()
    await store.append('a', placed())
    clock.wall = 500
    assert.equal((await store.append('a', added())).at.getTime(), 1_000)
  })

  it('bad input is refused by code and stores nothing', async ({ open }) => {
    const store = await open({ tables: [Requests] })
    const refused = (call: Promise<unknown>, expected: string) =>
      assert.rejects(call, code(expected))
    const cyclic = { type: 'OrderPaid' as const, data: { pence: 1, self: {} } }
    cyclic.data.self = cyclic.data
    await refused(store.append('a', []), 'WT_APPEND_EMPTY')
    await refused(store.appendAll([]), 'WT_APPEND_EMPTY')
    for (const name of ['', 'a\0', 'x'.repeat(10_000), 'a\ud800', 7 as never])
      await refused(store.append(name, placed()), 'WT_NAME_INVALID')
    const twice = { stream: 'a', events: [placed()] }
    await refused(store.appendAll([twice, twice]), 'WT_NAME_INVALID')
    await refused(store.append('a', cyclic), 'WT_EVENT_NOT_JSON')
    await refused(store.append('a', placed('x'.repeat(10_000_000))), 'WT_EVENT_TOO_LARGE')
    await refused(store.append('a', { type: 'Nope', data: {} } as never), 'WT_EVENT_UNKNOWN')
    await refused(store.append('a', placed(), { expect: -1 }), 'WT_OPTION_INVALID')
    await refused(store.append('a', placed(), { ids: [] }), 'WT_IDS_PARTLY_USED')
    const failIf = { query: {}, after: Number.NaN }
    await refused(store.append('a', placed(), { failIf }), 'WT_OPTION_INVALID')
    await refused(
      store.append('a', placed(), { failIf: { query: [], after: 0 } }),
      'WT_OPTION_INVALID',
    )
    const wrong = { key: 'k', body: 1 as never, position: 0 }
    await refused(store.append('a', placed(), { writes: [Requests.put(wrong)] }), 'WT_ROW_INVALID')
    assert.equal(await store.head(), 0)
  })

  it('a tag that holds nothing is not indexed, one that holds an object is refused', async ({
    open,
  }) => {
    const store = await open()
    await store.append('a', placed(null))
    await store.append('b', placed('null'))
    const where = { tags: { customer: 'null' } }
    assert.deepEqual(positions(await store.readLog({ where }).toArray()), [2])
    const odd = { type: 'OrderPlaced', data: { customer: {}, currency: 'GBP' } } as never
    await assert.rejects(store.append('c', odd), code('WT_TAG_INVALID'))
  })

  it('an append given up while queued is not stored', async ({ open }) => {
    const store = await open()
    const gone = new AbortController()
    const answer = store.append('a', placed(), { signal: gone.signal })
    await Promise.resolve()
    gone.abort(new Error('given up'))
    await assert.rejects(answer, /given up/)
    await assert.rejects(store.append('a', placed(), { signal: gone.signal }), /given up/)
    assert.equal((await store.append('a', placed(), { expect: 'none' })).is, 'appended')
  })

  it('a signal that outlives many calls gathers no listeners', async ({ open }) => {
    const store = await open()
    const { signal } = new AbortController()
    const consumer = await store.consume('c', { handle: () => {} })
    for (let i = 0; i < 5; i++) {
      await store.append('a', placed(), { signal })
      await consumer.seen(undefined, signal)
      for await (const _ of store.subscribe({ after: 0, signal })) break
    }
    assert.equal(getEventListeners(signal, 'abort').length, 0)
  })

  it('closing finishes what was appended; after it every call is refused by code', async ({
    open,
  }) => {
    const store = await open()
    const last = store.append('a', placed())
    await store.close()
    assert.equal((await last).is, 'appended')
    await assert.rejects(store.append('a', placed()), code('WT_CLOSED'))
    await assert.rejects(store.head(), code('WT_CLOSED'))
    await assert.rejects(store.read('a').toArray(), code('WT_CLOSED'))
  })
}
