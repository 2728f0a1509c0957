import assert from 'node:assert/strict'
import { type Case, code, commitOf, positions, revisions, upTo } from '../kit.ts'
import {
  added,
  counted,
  ItemAdded,
  noted,
  OrderPaid,
  OrderPlaced,
  paid,
  placed,
  StockCounted,
} from '../shop.ts'

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

  it('streams are told apart by every character of their names', async ({ open }) => {
    const store = await open()
    const names = ['a', 'A', 'a ', ' a', 'ab', 'a%', 'a_', 'é', 'e\u0301', "'", '"', '𝕏', '0', '00']
    names.push('x'.repeat(512), `${'x'.repeat(511)}y`)
    for (const name of names) await store.append(name, placed(), { expect: 'none' })
    for (const [i, name] of names.entries()) {
      const read = await store.read(name).toArray()
      assert.deepEqual([read[0]?.stream, read[0]?.position, read.length], [name, i + 1, 1])
    }
  })

  it('data comes back as JSON tells it', async ({ open }) => {
    const store = await open()
    const notes = [
      null,
      [],
      {},
      [[], [null], {}],
      0,
      -1.5e-300,
      1e21,
      Number.MAX_SAFE_INTEGER,
      '',
      false,
      { 'a.b': { '': 1 }, __proto: 2, z: 1, a: 2 },
      ['\0', '\ud800', '\\', '"', '\u2028', '𝕏'],
    ]
    await store.append('a', notes.map(noted))
    const read = await store.read('a').toArray()
    assert.deepEqual(
      read.map(({ data }) => (data as { note: unknown }).note),
      notes,
    )
    // the order of fields is part of the text
    const fields = (read[10] as { data: { note?: unknown } }).data.note as object
    assert.deepEqual(Object.keys(fields), ['a.b', '__proto', 'z', 'a'])
  })

  it('what JSON leaves out is left out, and what it calls on is called', async ({ open }) => {
    const store = await open()
    const note = { gone: undefined, date: new Date(0), list: [undefined] }
    await store.append('a', noted(note))
    const [read] = await store.read('a').toArray()
    assert.deepEqual(read?.data, { note: { date: '1970-01-01T00:00:00.000Z', list: [null] } })
  })

  it('an event of nearly a megabyte is one event', async ({ open }) => {
    const store = await open()
    const note = '✓'.repeat(330_000)
    await store.append('a', [noted(note), placed()])
    const [read, next] = await store.read('a').toArray()
    assert.deepEqual(read?.data, { note })
    assert.equal(next?.revision, 2)
    await assert.rejects(
      store.append('a', noted(note + '✓'.repeat(4_000))),
      code('WT_EVENT_TOO_LARGE'),
    )
  })

  it('meta of every depth comes back, and none is none', async ({ open }) => {
    const store = await open()
    const meta = { by: 'ann', correlation: 'c', deep: { list: [1, 'two', null] } }
    await store.append('a', placed(), { meta })
    await store.append('a', placed())
    assert.deepEqual(
      (await store.read('a').toArray()).map((event) => event.meta),
      [meta, {}],
    )
  })

  it('reads from a revision to another, both ways', async ({ open }) => {
    const store = await open()
    await store.append(
      'a',
      upTo(10).map((i) => added(i)),
    )
    const read = async (options: Parameters<typeof store.read>[1]) =>
      revisions(await store.read('a', options).toArray())
    const asOf = { revision: 6 }
    assert.deepEqual(await read({ after: 3, asOf }), [4, 5, 6])
    assert.deepEqual(await read({ after: 6, asOf }), [])
    assert.deepEqual(await read({ asOf, backwards: true, limit: 2 }), [6, 5])
    assert.deepEqual(await read({ asOf, backwards: true, after: 3 }), [2, 1])
    assert.deepEqual(await read({ asOf: { revision: 0 } }), [])
    assert.deepEqual(await read({ asOf: { revision: 99 } }), upTo(10))
    assert.deepEqual(await read({ backwards: true, after: 1 }), [])
  })

  it('events of one millisecond are read together or not at all', async ({ open, clock }) => {
    const store = await open()
    await store.append('a', placed())
    clock.wall = 2_000
    for (let i = 0; i < 3; i++)
      await store.append(
        `s${i}`,
        upTo(300).map((n) => added(n)),
      )
    clock.wall = 2_001
    await store.append('a', paid())
    const at = async (ms: number) =>
      (await store.readLog({ asOf: { time: new Date(ms) } }).toArray()).length
    assert.deepEqual([await at(1_999), await at(2_000), await at(2_001)], [1, 901, 902])
    const stream = store.read('s1', { asOf: { time: new Date(2_000) } })
    assert.deepEqual(revisions(await stream.toArray()), upTo(300))
    assert.deepEqual(await store.read('s1', { asOf: { time: new Date(1_999) } }).toArray(), [])
  })

  it('as of a time before the log there is nothing, after it everything', async ({ open }) => {
    const store = await open()
    const at = async (ms: number) =>
      (await store.readLog({ asOf: { time: new Date(ms) } }).toArray()).length
    assert.equal(await at(5_000), 0)
    await store.append('a', [placed(), added()])
    assert.deepEqual([await at(0), await at(999), await at(1_000), await at(8e15)], [0, 0, 2, 2])
  })

  it('as of a time is a beginning of the log, though the clock was set back', async ({
    open,
    clock,
  }) => {
    const store = await open()
    for (const wall of [1_000, 3_000, 1_500, 2_000, 4_000]) {
      clock.wall = wall
      await store.append('a', added())
    }
    const at = async (ms: number) =>
      positions(await store.readLog({ asOf: { time: new Date(ms) } }).toArray())
    assert.deepEqual([await at(2_000), await at(3_000), await at(4_000)], [[1], upTo(4), upTo(5)])
  })

  it('the log is read as of a position, by type and tag, both ways', async ({ open }) => {
    const store = await open()
    for (let i = 1; i <= 10; i++) await store.append('a', i % 2 ? added(i, 'tea') : paid(i))
    const read = async (options: Parameters<typeof store.readLog>[0]) =>
      positions(await store.readLog(options).toArray())
    const asOf = { position: 7 }
    assert.deepEqual(await read({ asOf, where: { tags: { sku: 'tea' } } }), [1, 3, 5, 7])
    assert.deepEqual(
      await read({ asOf, where: { types: [OrderPaid] }, backwards: true }),
      [6, 4, 2],
    )
    assert.deepEqual(await read({ asOf, after: 5 }), [6, 7])
    assert.deepEqual(await read({ asOf: { position: 99 }, after: 9 }), [10])
    assert.deepEqual(await read({ asOf: { position: 0 } }), [])
  })

  it('more matches than a page are all found among more that are none', async ({ open }) => {
    const store = await open()
    for (let i = 0; i < 4; i++)
      await store.append(
        'a',
        upTo(500).map((n) => added(n, n % 3 === 0 ? 'tea' : 'milk')),
      )
    const where = { types: [ItemAdded], tags: { sku: 'tea' } }
    const expected = upTo(2_000).filter((n) => (((n - 1) % 500) + 1) % 3 === 0)
    assert.deepEqual(positions(await store.readLog({ where }).toArray()), expected)
    const last = store.readLog({ where, backwards: true, limit: 600 })
    assert.deepEqual(positions(await last.toArray()), expected.toReversed().slice(0, 600))
  })

  it('an event that several parts of a query select is read once', async ({ open }) => {
    const store = await open()
    await store.append('a', [counted('tea', 1), counted('milk', 1), counted('tea', 2)])
    const parts = [{ tags: { sku: 'tea' } }, { tags: { shelf: 1 } }, { types: [StockCounted] }]
    const where = [...parts, {}]
    assert.deepEqual(positions(await store.readLog({ where }).toArray()), [1, 2, 3])
    const first = store.readLog({ where, limit: 2 })
    assert.deepEqual(positions(await first.toArray()), [1, 2])
  })

  it('two readings at once do not disturb each other, and one can be read again', async ({
    open,
  }) => {
    const store = await open()
    await store.append(
      'a',
      upTo(600).map((n) => added(n)),
    )
    const reading = store.read('a')
    const [one, two] = await Promise.all([reading.toArray(), store.readLog().toArray()])
    assert.deepEqual([one.length, two.length], [600, 600])
    await store.append('a', paid())
    assert.equal((await reading.toArray()).length, 601)
  })

  it('a reading asks the engine for no more than it needs', async ({ open, engine }) => {
    const store = await open()
    await store.append(
      'a',
      upTo(50).map((n) => added(n)),
    )
    const limits: number[] = []
    const readStream = engine.readStream.bind(engine)
    engine.readStream = (stream, range) => {
      limits.push(range.limit)
      return readStream(stream, range)
    }
    await store.read('a', { limit: 3 }).toArray()
    assert.deepEqual(limits, [3])
  })

  it('a signal stops a reading at the next page', async ({ open }) => {
    const store = await open()
    await store.append(
      'a',
      upTo(1_000).map((n) => added(n)),
    )
    const stop = new AbortController()
    let seen = 0
    const reading = (async () => {
      for await (const _ of store.readLog({ signal: stop.signal }))
        if (++seen === 10) stop.abort(new Error('enough'))
    })()
    await assert.rejects(reading, /enough/)
    assert.equal(seen, 500)
  })

  it('a shape three versions old is upcast step by step', async ({ open, engine }) => {
    const store = await open()
    for (const [i, data] of ['{"sku":"tea"}', '{"sku":"tea","shelf":9}'].entries()) {
      const events = [
        { id: `${i}`, type: 'StockCounted', version: i + 1, data, meta: null, tags: ['sku:tea'] },
      ]
      await engine.commit([commitOf({ parts: [{ stream: 'a', expect: 'any', events }] })])
    }
    const read = await store.readLog({ where: { tags: { sku: 'tea' } } }).toArray()
    assert.deepEqual(
      read.map(({ data }) => data),
      [
        { sku: 'tea', shelf: 0, sealed: false },
        { sku: 'tea', shelf: 9, sealed: true },
      ],
    )
  })
}
