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

  it('one event and a list of one are the same append', async ({ open }) => {
    const store = await open()
    const [one, list] = [await store.append('a', added()), await store.append('b', [added()])]
    assert.deepEqual({ ...list, position: 1 }, one)
  })

  it('appends to one stream continue its revisions, whatever is appended between', async ({
    open,
  }) => {
    const store = await open()
    const answers = []
    for (let i = 0; i < 10; i++) {
      await store.append('b', added())
      answers.push(await store.append('a', [added(), added()]))
    }
    assert.deepEqual(
      revisions(answers),
      upTo(10).map((i) => i * 2),
    )
  })

  it('appends that do not wait for each other are stored in the order of the calls', async ({
    open,
  }) => {
    const store = await open()
    await Promise.all(upTo(100).map((i) => store.append(`s${i % 3}`, added(i))))
    const read = await store.readLog().toArray()
    assert.deepEqual(
      read.map(({ data }) => 'pence' in data && data.pence),
      upTo(100),
    )
  })

  it('the events of an append stand side by side, in the order of its parts', async ({ open }) => {
    const store = await open()
    const append = (n: number) =>
      store.appendAll([
        { stream: 'b', events: [added(n), added(n)] },
        { stream: 'a', events: [paid(n)] },
        { stream: `c${n}`, events: [placed(`${n}`)] },
      ])
    const answers = await Promise.all([append(1), append(2)])
    assert.deepEqual(positions(answers as never), [4, 8])
    const read = await store.readLog().toArray()
    assert.deepEqual(
      read.map(({ stream }) => stream),
      ['b', 'b', 'a', 'c1', 'b', 'b', 'a', 'c2'],
    )
    assert.deepEqual(revisions(read), [1, 2, 1, 1, 3, 4, 2, 1])
  })

  it('an append to a hundred streams answers with the revision of each', async ({ open }) => {
    const store = await open()
    await store.append('s7', [placed(), added()])
    const parts = upTo(100).map((i) => ({ stream: `s${i}`, events: [added(i)] }))
    const answer = await store.appendAll(parts)
    assert(answer.is === 'appended')
    assert.equal(Object.keys(answer.revisions).length, 100)
    assert.deepEqual([answer.revisions.s7, answer.revisions.s8, answer.position], [3, 1, 102])
  })

  it('a thousand events in one append are one commit', async ({ open, engine }) => {
    const store = await open()
    let commits = 0
    const commit = engine.commit.bind(engine)
    engine.commit = (batch) => {
      commits++
      return commit(batch)
    }
    const answer = await store.append(
      'a',
      upTo(1_000).map((i) => added(i)),
    )
    assert.deepEqual([answer.revision, answer.position, commits], [1_000, 1_000, 1])
    assert.deepEqual(positions(await store.readLog().toArray()), upTo(1_000))
  })

  it('what gathers while a commit is under way shares the next one', async ({ open, engine }) => {
    const store = await open()
    const sizes: number[] = []
    const commit = engine.commit.bind(engine)
    engine.commit = (batch) => {
      sizes.push(batch.length)
      return commit(batch)
    }
    await Promise.all(upTo(50).map((i) => store.append(`s${i}`, added(i))))
    assert.deepEqual(sizes, [50])
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

  it('all events of an append have one time, the one of the clock in whole milliseconds', async ({
    open,
    clock,
  }) => {
    const store = await open()
    clock.wall = 1_234.9
    await store.appendAll([
      { stream: 'a', events: [placed(), added()] },
      { stream: 'b', events: [placed()] },
    ])
    const times = (await store.readLog().toArray()).map(({ at }) => at.getTime())
    assert.deepEqual(times, [1_234, 1_234, 1_234])
  })

  it('time goes on where the clock does, after it was set back', async ({ open, clock }) => {
    const store = await open()
    const times: number[] = []
    for (const wall of [5_000, 2_000, 4_999, 5_000, 5_001]) {
      clock.wall = wall
      times.push((await store.append('a', added())).at.getTime())
    }
    assert.deepEqual(times, [5_000, 5_000, 5_000, 5_000, 5_001])
    const read = await store.read('a').toArray()
    assert.deepEqual(
      read.map(({ at }) => at.getTime()),
      times,
    )
  })

  it('data changed by the caller after the call is stored as it was', async ({ open }) => {
    const store = await open()
    const event = { type: 'ItemAdded' as const, data: { sku: 'tea', pence: 1 } }
    const answer = store.append('a', event)
    event.data.pence = 2
    await answer
    const [read] = await store.read('a').toArray()
    assert.deepEqual(read?.data, { sku: 'tea', pence: 1 })
  })

  it('a call that is refused costs those around it nothing', async ({ open }) => {
    const store = await open()
    const settled = await Promise.allSettled([
      store.append('a', placed()),
      store.append('', placed()),
      store.append('a', [] as never),
      store.append('a', added()),
    ])
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
    )
    assert.deepEqual(positions(await store.readLog().toArray()), [1, 2])
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
    for (const none of [{ type: 'Nope', data: {} }, null, [undefined]])
      await refused(store.append('a', none as never), 'WT_EVENT_UNKNOWN')
    await refused(store.append('a', placed(), { meta: cyclic.data }), 'WT_EVENT_NOT_JSON')
    await refused(store.append('a', placed(), { meta: (() => {}) as never }), 'WT_EVENT_NOT_JSON')
    const long = { by: 'x'.repeat(10_000_000) }
    await refused(store.append('a', placed(), { meta: long }), 'WT_EVENT_TOO_LARGE')
    await refused(store.append('a', placed(), { expect: -1 }), 'WT_OPTION_INVALID')
    await refused(store.append('a', placed(), { ids: [] }), 'WT_IDS_PARTLY_USED')
    const failIf = { query: {}, after: Number.NaN }
    await refused(store.append('a', placed(), { failIf }), 'WT_OPTION_INVALID')
    await refused(
      store.append('a', placed(), { failIf: { query: [], after: 0 } }),
      'WT_OPTION_INVALID',
    )
    for (const body of [1, 1n, cyclic.data, undefined] as never[]) {
      const writes = [Requests.put({ key: 'k', body, position: 0 })]
      await refused(store.append('a', placed(), { writes }), 'WT_ROW_INVALID')
    }
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

  it('an error names its code, the facts, and what to do', async ({ open }) => {
    const store = await open()
    const refused = store.append('a', placed(), { expect: -1 })
    await assert.rejects(refused, (error: Error & { facts: object }) => {
      assert.match(error.message, /^WT_OPTION_INVALID: .*-1.*\. [A-Z].*\.$/)
      assert.deepEqual(error.facts, { option: 'expect', value: -1 })
      return error.name === 'EventStoreError'
    })
  })

  it('closing again is closing once', async ({ open }) => {
    const store = await open()
    await store.append('a', placed())
    await Promise.all([store.close(), store.close()])
    await store.close()
  })
}
