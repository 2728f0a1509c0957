import assert from 'node:assert/strict'
import { type Case, code, positions } from '../kit.ts'
import { added, OrderPaid, placed } from '../shop.ts'

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
}
