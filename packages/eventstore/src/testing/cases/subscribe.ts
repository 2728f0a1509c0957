import assert from 'node:assert/strict'
import { type Case, code, commitOf, positions, upTo } from '../kit.ts'
import { added, OrderPaid, paid, placed } from '../shop.ts'

export function subscribeCases(it: Case): void {
  it('a subscription catches up, says so, then is live without a gap', async ({ open }) => {
    const store = await open()
    for (let i = 0; i < 5; i++) await store.append('a', added(i))
    const seen: number[] = []
    const end = new AbortController()
    for await (const page of store.subscribe({ after: 2, pageSize: 2, signal: end.signal })) {
      seen.push(...positions(page.events))
      assert.equal(page.lag, (await store.head()) - page.position)
      if (page.caughtUp && seen.length < 6) await store.append('b', added())
      if (seen.length >= 6) end.abort()
    }
    assert.deepEqual(seen, [3, 4, 5, 6, 7, 8])
  })

  it('caughtUp is told once on an empty log', async ({ open }) => {
    const store = await open()
    const pages = store.subscribe({ after: 0 })[Symbol.asyncIterator]()
    const first = await pages.next()
    assert.deepEqual(first.value, { events: [], position: 0, caughtUp: true, lag: 0 })
    const second = pages.next()
    await store.append('a', placed())
    assert.deepEqual(positions((await second).value?.events), [1])
    await pages.return?.()
  })

  it('the position moves over events that do not match', async ({ open }) => {
    const store = await open()
    await store.append('a', [placed(), added(), added()])
    for await (const page of store.subscribe({ after: 0, where: { types: [OrderPaid] } })) {
      assert.deepEqual([page.events.length, page.position], [0, 3])
      break
    }
  })

  it('nothing is read ahead of the pull', async ({ open, engine }) => {
    const store = await open()
    await store.append(
      'a',
      Array.from({ length: 10 }, () => added()),
    )
    let reads = 0
    const read = engine.readLog.bind(engine)
    engine.readLog = (...given) => {
      reads++
      return read(...given)
    }
    const pages = store.subscribe({ after: 0, pageSize: 2 })[Symbol.asyncIterator]()
    await pages.next()
    assert.equal(reads, 1)
    await pages.next()
    assert.equal(reads, 2)
    await pages.return?.()
  })

  it('idle subscriptions share one look at the head per poll, and read nothing', async ({
    open,
    engine,
    clock,
  }) => {
    const store = await open()
    const counts = { head: 0, readLog: 0 }
    const head = engine.head.bind(engine)
    const readLog = engine.readLog.bind(engine)
    engine.head = () => {
      counts.head++
      return head()
    }
    engine.readLog = (...given) => {
      counts.readLog++
      return readLog(...given)
    }
    const consumers = [await store.consume('c', { handle: () => {} })]
    consumers.push(await store.consume('d', { handle: () => {} }))
    await clock.poll()
    const before = { ...counts }
    for (let i = 0; i < 3; i++) await clock.poll()
    await clock.turn()
    assert.equal(counts.readLog, before.readLog)
    assert(counts.head - before.head <= 3)
  })

  it('a lost hint delays a subscriber until the next poll, no longer', async ({
    open,
    engine,
    clock,
  }) => {
    engine.onChange = () => () => {}
    const store = await open()
    const consumer = await store.consume('c', { handle: () => {} })
    await store.append('a', placed())
    const seen = consumer.seen(1)
    await clock.poll()
    await seen
  })

  it('closing the store ends its subscriptions', async ({ open }) => {
    const store = await open()
    let pages = 0
    const reading = (async () => {
      for await (const _ of store.subscribe({ after: 0 })) pages++
    })()
    await store.append('a', placed())
    await store.close()
    await reading
    assert(pages > 0)
    const late = store.subscribe({ after: Number.NaN })[Symbol.asyncIterator]()
    await assert.rejects(late.next(), code('WT_OPTION_INVALID'))
  })

  it('from any position a subscription has exactly what comes after it', async ({ open }) => {
    const store = await open()
    for (let i = 1; i <= 9; i++) await store.append(`s${i % 2}`, added(i))
    for (let after = 0; after <= 9; after++) {
      const seen: number[] = []
      for await (const page of store.subscribe({ after, pageSize: 4 })) {
        seen.push(...positions(page.events))
        if (page.caughtUp) break
      }
      assert.deepEqual(
        seen,
        upTo(9).filter((n) => n > after),
      )
    }
  })

  it('a subscription ahead of the log says so: the log was brought back from a backup', async ({
    open,
  }) => {
    const store = await open()
    await store.append('a', [placed(), added()])
    const pages = store.subscribe({ after: 3 })[Symbol.asyncIterator]()
    await assert.rejects(pages.next(), code('WT_POSITION_AHEAD'))
    for await (const page of store.subscribe({ after: 2 })) {
      assert(page.caughtUp)
      break
    }
  })

  it('a page holds so many events at most, and its lag is what is left', async ({ open }) => {
    const store = await open()
    await store.append(
      'a',
      upTo(7).map((i) => added(i)),
    )
    const pages: unknown[] = []
    for await (const { events, lag, caughtUp } of store.subscribe({ after: 0, pageSize: 3 })) {
      pages.push([events.length, lag, caughtUp])
      if (caughtUp) break
    }
    assert.deepEqual(pages, [
      [3, 4, false],
      [3, 1, false],
      [1, 0, true],
    ])
    const none = store.subscribe({ after: 0, pageSize: 0 })[Symbol.asyncIterator]()
    await assert.rejects(none.next(), code('WT_OPTION_INVALID'))
  })

  it('a reader slower than the writers misses nothing', async ({ open, clock }) => {
    const store = await open()
    const seen: number[] = []
    const reading = (async () => {
      for await (const page of store.subscribe({ after: 0, pageSize: 50 })) {
        await clock.turn()
        seen.push(...positions(page.events))
        if (seen.length === 1_000) break
      }
    })()
    for (let i = 0; i < 20; i++)
      await Promise.all(upTo(50).map((n) => store.append(`s${n}`, added(n))))
    await reading
    assert.deepEqual(seen, upTo(1_000))
  })

  it('two subscriptions each have everything, at their own pace', async ({ open }) => {
    const store = await open()
    const slow = store.subscribe({ after: 0, pageSize: 1 })[Symbol.asyncIterator]()
    const fast = store.subscribe({ after: 0 })[Symbol.asyncIterator]()
    await store.append('a', [placed(), added(), paid()])
    assert.deepEqual(positions((await fast.next()).value?.events), [1, 2, 3])
    for (const n of [1, 2, 3]) assert.deepEqual(positions((await slow.next()).value?.events), [n])
    await slow.return?.()
    await fast.return?.()
  })

  it('a live subscription by tag has what matches, and its position passes over the rest', async ({
    open,
  }) => {
    const store = await open()
    const where = { tags: { sku: 'tea' } }
    const seen: number[] = []
    let last = 0
    const reading = (async () => {
      for await (const page of store.subscribe({ after: 0, where })) {
        seen.push(...positions(page.events))
        last = page.position
        if (last === 20) break
      }
    })()
    for (let i = 1; i <= 20; i++) await store.append('a', added(i, i % 5 ? 'milk' : 'tea'))
    await reading
    assert.deepEqual([seen, last], [[5, 10, 15, 20], 20])
  })

  it('caughtUp is told whenever it has become true', async ({ open }) => {
    const store = await open()
    const told: boolean[] = []
    for await (const page of store.subscribe({ after: 0, pageSize: 2 })) {
      told.push(page.caughtUp)
      if (told.length === 5) break
      if (page.caughtUp) await store.append('a', [placed(), added(), added()])
    }
    assert.deepEqual(told, [true, false, true, false, true])
  })

  it('a signal ends a subscription that waits, and one that never began', async ({
    open,
    clock,
  }) => {
    const store = await open()
    const end = new AbortController()
    let pages = 0
    const reading = (async () => {
      for await (const _ of store.subscribe({ after: 0, signal: end.signal })) pages++
    })()
    while (pages === 0) await clock.turn()
    end.abort()
    await reading
    for await (const _ of store.subscribe({ after: 0, signal: end.signal })) pages++
    assert.equal(pages, 1)
  })

  it('an event that cannot be read stops the subscription by name, after what stands before it', async ({
    open,
    engine,
  }) => {
    const store = await open()
    await store.append('a', [placed(), added()])
    const events = [{ id: 'n', type: 'OrderPaid', version: 9, data: '{}', meta: null, tags: [] }]
    await engine.commit([commitOf({ parts: [{ stream: 'a', expect: 'any', events }] })])
    const pages = store.subscribe({ after: 0 })[Symbol.asyncIterator]()
    const first = await pages.next()
    assert.deepEqual(positions(first.value?.events), [1, 2])
    assert.deepEqual(
      [first.value?.position, first.value?.lag, first.value?.caughtUp],
      [2, 1, false],
    )
    await assert.rejects(pages.next(), code('WT_EVENT_NEWER'))
  })

  it('each append is hinted at once, and only when the events can be read', async ({
    open,
    engine,
  }) => {
    const store = await open()
    const heads: Promise<number>[] = []
    const stop = engine.onChange(() => heads.push(engine.head()))
    for (let i = 1; i <= 5; i++) {
      const { position } = await store.append('a', added(i))
      assert.equal(await heads.at(-1), position)
    }
    stop()
    await store.append('a', added())
    const found = await Promise.all(heads)
    assert.deepEqual(
      [...new Set(found)].filter((head) => head > 0),
      upTo(5),
    )
    // one that begins to listen meanwhile may have missed something, and hints once more
    assert(found.length <= 6, `${found.length} hints`)
  })
}
