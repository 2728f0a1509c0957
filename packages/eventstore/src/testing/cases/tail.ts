import assert from 'node:assert/strict'
import type { Page } from '../../event-store.ts'
import { type Case, positions, upTo } from '../kit.ts'
import { added, ItemAdded, OrderPaid, paid, placed, type ShopEvent } from '../shop.ts'

const keepTail = 20

export function tailCases(it: Case): void {
  it('who follows the log at its end gets the same events from memory as from the engine', async (kit) => {
    const { engine } = kit
    const store = await kit.open({ keepTail })
    const { readLog } = engine
    let reads = 0
    engine.readLog = (...asked) => {
      reads++
      return readLog(...asked)
    }
    const where = { types: [ItemAdded], tags: { sku: 'tea' } }
    const all = store.subscribe({ after: 0 })[Symbol.asyncIterator]()
    const teas = store.subscribe({ after: 0, where })[Symbol.asyncIterator]()
    const next = async (from: typeof all) => ((await from.next()).value as Page<ShopEvent>).events
    await store.append('z', placed())
    await next(all)
    await next(teas)
    reads = 0
    const meta = { by: 'ann' }
    const followed: { at: Date; position: number }[] = []
    const matched: { position: number }[] = []
    for (const n of upTo(60)) {
      await store.appendAll(
        [
          { stream: 'a', events: [added(n, n % 2 ? 'tea' : 'milk'), paid(n)] },
          { stream: `b${n}`, events: [placed()] },
        ],
        { meta },
      )
      followed.push(...(await next(all)))
      matched.push(...(await next(teas)))
    }
    assert.equal(reads, 0)
    engine.readLog = readLog
    assert.deepEqual(followed, await store.readLog({ after: 1 }).toArray())
    assert.deepEqual(matched, await store.readLog({ after: 1, where }).toArray())
  })

  it('what was stored by others is not passed over', async (kit) => {
    const store = await kit.open({ keepTail })
    const other = await kit.open({ keepTail })
    const seen: number[] = []
    const followed = (async () => {
      for await (const { events } of store.subscribe({ after: 0 })) {
        seen.push(...positions(events))
        if (seen.length === 60) return
      }
    })()
    for (const n of upTo(20)) {
      await store.append('a', added(n))
      await other.append('b', added(n))
      await Promise.all([store.append('a', paid()), other.append('b', paid())].slice(n % 2))
      if (n % 2) await store.append('a', paid())
    }
    while (seen.length < 60) await store.append('c', placed())
    await followed
    assert.deepEqual(seen.slice(0, 60), upTo(60))
  })

  it('pages of a filter end where they do without it, and a page may end in the tail', async (kit) => {
    const store = await kit.open({ keepTail })
    for (const n of upTo(10)) await store.append('a', n % 3 ? added(n) : paid(n))
    const pages: { positions: readonly number[]; position: number }[] = []
    const where = { types: [OrderPaid] }
    for await (const { events, position, caughtUp } of store.subscribe({
      after: 1,
      where,
      pageSize: 2,
    })) {
      pages.push({ positions: positions(events), position })
      if (caughtUp) break
    }
    assert.deepEqual(pages, [
      { positions: [3, 6], position: 6 },
      { positions: [9], position: 10 },
    ])
  })

  it('what a refused or failed append would have stored is in no tail', async (kit) => {
    const store = await kit.open({ keepTail })
    await store.append('a', placed())
    await store.append('a', added(1), { expect: 5 })
    await store.append('a', added(2))
    const seen: number[] = []
    for await (const { events, caughtUp } of store.subscribe({ after: 0 })) {
      seen.push(...positions(events))
      if (caughtUp) break
    }
    assert.deepEqual(seen, [1, 2])
  })
}
