import assert from 'node:assert/strict'
import { type Case, code, commitOf, positions, revisions, upTo } from '../kit.ts'
import { added, ItemAdded, OrderPaid, OrderPlaced, paid, placed } from '../shop.ts'

export function readCases(it: Case): void {
  it('a stream reads back what was appended, meta included', async ({ open }) => {
    const store = await open()
    const meta = { by: 'web', correlation: 'c' }
    await store.append('a', placed('ann'), { ids: ['i1'], meta })
    assert.deepEqual(await store.read('a').toArray(), [
      {
        type: 'OrderPlaced',
        data: { customer: 'ann', currency: 'GBP' },
        stream: 'a',
        revision: 1,
        position: 1,
        id: 'i1',
        at: new Date(1_000),
        meta,
      },
    ])
  })

  it('text of every kind comes back as it was', async ({ open }) => {
    const store = await open()
    const odd = [
      '',
      ' ',
      "'; drop table wt_events; --",
      '\0',
      '\ud800',
      '𝕏 ﷽ é',
      '{"a":1}',
      '\u2028',
    ]
    for (const customer of odd) await store.append('å-✓', placed(customer))
    const read = await store.read('å-✓').toArray()
    assert.deepEqual(
      read.map(({ data }) => 'customer' in data && data.customer),
      odd,
    )
    const where = { tags: { customer: odd[2] as string } }
    assert.deepEqual(positions(await store.readLog({ where }).toArray()), [3])
  })

  it('a stream that was never written is empty', async ({ open }) => {
    const store = await open()
    assert.deepEqual(await store.read('nope').toArray(), [])
    assert.deepEqual(await store.readLog().toArray(), [])
  })

  it('reads from, to, backwards and limited', async ({ open }) => {
    const store = await open()
    await store.append('a', [placed(), added(1), added(2), added(3), paid()])
    const read = async (options: Parameters<typeof store.read>[1]) =>
      revisions(await store.read('a', options).toArray())
    assert.deepEqual(await read({ after: 2 }), [3, 4, 5])
    assert.deepEqual(await read({ after: 1, limit: 2 }), [2, 3])
    assert.deepEqual(await read({ after: 9 }), [])
    assert.deepEqual(await read({ backwards: true, limit: 2 }), [5, 4])
    assert.deepEqual(await read({ backwards: true, after: 3 }), [2, 1])
    await assert.rejects(read({ limit: 0 }), code('WT_OPTION_INVALID'))
    await assert.rejects(read({ after: -1 }), code('WT_OPTION_INVALID'))
  })

  it('reads more events than a page, both ways, in order and once', async ({ open }) => {
    const store = await open()
    const all = upTo(1_500)
    for (let i = 0; i < 3; i++)
      await store.append(
        'a',
        upTo(500).map((n) => added(n)),
      )
    assert.deepEqual(revisions(await store.read('a').toArray()), all)
    assert.deepEqual(revisions(await store.read('a', { limit: 700 }).toArray()), upTo(700))
    assert.deepEqual(
      revisions(await store.read('a', { backwards: true }).toArray()),
      all.toReversed(),
    )
    assert.deepEqual(positions(await store.readLog().toArray()), all)
    const where = { types: [ItemAdded] }
    assert.deepEqual(
      positions(await store.readLog({ backwards: true, where }).toArray()),
      all.toReversed(),
    )
  })

  it('reads a stream as of a revision, a position and a time', async ({ open, clock }) => {
    const store = await open()
    for (let i = 1; i <= 4; i++) {
      clock.wall = i * 10
      await store.append('a', [added(i), added(i)])
      await store.append('b', placed())
    }
    const read = async (options: Parameters<typeof store.read>[1]) =>
      revisions(await store.read('a', options).toArray())
    const time = (ms: number) => ({ asOf: { time: new Date(ms) } })
    assert.deepEqual(await read({ asOf: { revision: 3 } }), [1, 2, 3])
    assert.deepEqual(await read({ asOf: { position: 5 } }), [1, 2, 3, 4])
    assert.deepEqual(await read(time(20)), [1, 2, 3, 4])
    assert.deepEqual(await read(time(9)), [])
    assert.deepEqual(await read({ ...time(29), backwards: true, limit: 1 }), [4])
    assert.deepEqual(positions(await store.readLog(time(10)).toArray()), [1, 2, 3])
  })

  it('reads the log by type, by tag and by either', async ({ open }) => {
    const store = await open()
    await store.append('a', [placed('ann'), added(1, 'tea'), added(2, 'milk'), paid()])
    await store.append('b', [placed('bob'), added(3, 'tea')])
    const read = async (options: Parameters<typeof store.readLog>[0]) =>
      positions(await store.readLog(options).toArray())
    assert.deepEqual(await read({ where: { types: [OrderPlaced, OrderPaid] } }), [1, 4, 5])
    assert.deepEqual(await read({ where: { tags: { sku: 'tea' } } }), [2, 6])
    const either = [{ tags: { sku: 'tea' } }, { types: [OrderPaid, ItemAdded] }]
    assert.deepEqual(await read({ where: either, backwards: true }), [6, 4, 3, 2])
    assert.deepEqual(await read({ where: { tags: { sku: 'tea', customer: 'ann' } } }), [])
    assert.deepEqual(await read({ where: { types: [ItemAdded] }, after: 2, limit: 1 }), [3])
    const foreign = { types: [{ ...OrderPaid, type: 'Foreign' } as never] }
    await assert.rejects(read({ where: foreign }), code('WT_EVENT_UNKNOWN'))
  })

  it('a reading of the log ends at the head it began with', async ({ open }) => {
    const store = await open()
    await store.append('a', [added(), added()])
    const seen: number[] = []
    for await (const { position } of store.readLog()) {
      seen.push(position)
      await store.append('a', added())
    }
    assert.deepEqual(seen, [1, 2])
  })

  it('a reader that stops early, or is told to, leaves nothing open', async ({ open }) => {
    const store = await open()
    await store.append('a', [placed(), added()])
    for await (const _ of store.read('a')) break
    const stopped = store.read('a', { signal: AbortSignal.abort(new Error('enough')) })
    await assert.rejects(stopped.toArray(), /enough/)
    assert.equal((await store.append('a', paid())).is, 'appended')
  })

  it('an old shape is upcast on read; a newer or unknown one stops the reader by name', async ({
    open,
    engine,
  }) => {
    const store = await open()
    const stored = async (type: string, version: number, id: string) => {
      const data = '{"customer":"old"}'
      const events = [{ id, type, version, data, meta: null, tags: [] }]
      await engine.commit([commitOf({ parts: [{ stream: 'a', expect: 'any', events }] })])
    }
    await stored('OrderPlaced', 1, 'g1')
    const [first] = await store.read('a').toArray()
    assert.deepEqual(first?.data, { customer: 'old', currency: 'GBP' })
    await stored('OrderPlaced', 3, 'g2')
    await assert.rejects(store.read('a').toArray(), code('WT_EVENT_NEWER'))
    await stored('Vanished', 1, 'g3')
    await assert.rejects(store.read('a', { after: 2 }).toArray(), code('WT_EVENT_UNKNOWN'))
  })
}
