import assert from 'node:assert/strict'
import { type RowOf, table } from '@watertight/domain'
import type { FindOptions } from '../../event-store.ts'
import { type Case, code, upTo } from '../kit.ts'
import { added, ItemAdded, OrderPaid, OrderPlaced, paid, placed, Requests } from '../shop.ts'

export function conditionCases(it: Case): void {
  it('the same ids again: the first answer, nothing stored', async ({ open, clock }) => {
    const store = await open()
    const append = () =>
      store.append('a', [placed(), added()], { ids: ['i1', 'i2'], expect: 'none' })
    const first = await append()
    await store.append('a', paid())
    clock.wall = 9_000
    const again = await append()
    assert.equal(again.is, 'duplicate')
    assert.deepEqual({ ...again, is: 'appended' }, first)
    assert.equal(await store.head(), 3)
  })

  it('the same ids over several streams again: each stream its first revision', async ({
    open,
  }) => {
    const store = await open()
    await store.append('a', placed())
    const append = () =>
      store.appendAll(
        [
          { stream: 'a', events: [added(), added()] },
          { stream: 'b', events: [placed()] },
        ],
        { ids: ['i1', 'i2', 'i3'] },
      )
    const first = await append()
    await store.append('b', added())
    assert.deepEqual({ ...(await append()), is: 'appended' }, first)
  })

  it('three appends of the same ids at the same time store one', async ({ open }) => {
    const store = await open()
    const race = upTo(3).map(() => store.append('a', placed(), { ids: ['i'] }))
    const answers = await Promise.all(race)
    assert.deepEqual(
      answers.map(({ is }) => is),
      ['appended', 'duplicate', 'duplicate'],
    )
    assert.deepEqual(
      answers.map(({ revision }) => revision),
      [1, 1, 1],
    )
  })

  it('ids partly used are an error that names them', async ({ open }) => {
    const store = await open()
    await store.append('a', placed(), { ids: ['i1'] })
    const mixed = store.append('a', [added(), added()], { ids: ['i0', 'i1'] })
    await assert.rejects(mixed, (error: Error) => {
      assert(code('WT_IDS_PARTLY_USED')(error))
      return error.message.includes('i1') && !error.message.includes('i0')
    })
    const elsewhere = store.append('b', placed(), { ids: ['i1'] })
    await assert.rejects(elsewhere, code('WT_IDS_PARTLY_USED'))
    assert.equal(await store.head(), 1)
  })

  it('failIf refuses when a matching event came after, and names its position', async ({
    open,
  }) => {
    const store = await open()
    await store.append('a', placed('bob'))
    await store.append('b', [placed('ann'), added(1, 'tea'), added(2, 'tea')])
    const query = { types: [ItemAdded], tags: { sku: 'tea' } }
    const refused = await store.append('c', added(), { failIf: { query, after: 2 } })
    assert.deepEqual(refused, { is: 'conditionFailed', position: 3 })
    const accepted = await store.append('c', added(3, 'milk'), { failIf: { query, after: 4 } })
    assert.equal(accepted.is, 'appended')
  })

  it('failIf takes types only, tags only, several parts, and words never stored', async ({
    open,
  }) => {
    const store = await open()
    await store.append('a', [placed('ann'), added(1, 'tea')])
    const unknown = { tags: { sku: 'none' } }
    const queries = [
      [{ types: [OrderPlaced] }, 'conditionFailed'],
      [{ tags: { sku: 'tea' } }, 'conditionFailed'],
      [[unknown, { tags: { customer: 'ann' } }], 'conditionFailed'],
      [[{ types: [OrderPaid] }, { types: [ItemAdded], tags: { sku: 'tea' } }], 'conditionFailed'],
      [{ tags: { sku: 'tea', customer: 'ann' } }, 'appended'],
      [[unknown, { types: [OrderPaid] }], 'appended'],
    ] as const
    for (const [query, expected] of queries) {
      const answer = await store.append('x', placed('bob'), { failIf: { query, after: 0 } })
      assert.equal(answer.is, expected, JSON.stringify(query))
    }
  })

  it('of several matching events failIf names the first', async ({ open }) => {
    const store = await open()
    await store.append('a', [added(1, 'milk'), added(2, 'tea'), placed('ann'), added(3, 'tea')])
    const query = [{ tags: { sku: 'tea' } }, { types: [OrderPlaced] }, { tags: { sku: 'milk' } }]
    const answer = await store.append('b', paid(), { failIf: { query, after: 1 } })
    assert.deepEqual(answer, { is: 'conditionFailed', position: 2 })
  })

  it('of 10 racing conditional appends one wins', async ({ open }) => {
    const store = await open()
    const failIf = { query: { types: [ItemAdded], tags: { sku: 'last' } }, after: 0 }
    const race = upTo(10).map((i) => store.append(`s${i}`, added(1, 'last'), { failIf }))
    const answers = await Promise.all(race)
    assert.equal(answers.filter(({ is }) => is === 'appended').length, 1)
  })

  it("a claimed row refuses the second append and answers with the first one's row", async ({
    open,
  }) => {
    const store = await open({ tables: [Requests] })
    const claim = (body: string) => ({
      writes: [Requests.claim({ key: 'k1', body, position: { stamp: 'position', of: 0 } })],
    })
    assert.equal((await store.append('a', placed(), claim('one'))).is, 'appended')
    assert.deepEqual(await store.append('b', placed(), claim('two')), {
      is: 'taken',
      table: 'requests',
      row: { key: 'k1', body: 'one', position: 1 },
    })
    assert.equal(await store.head(), 1)
  })

  it('rows of a refused append are not written', async ({ open }) => {
    const store = await open({ tables: [Requests] })
    const writes = [Requests.put({ key: 'k', body: '', position: 0 })]
    assert.equal((await store.append('a', placed(), { expect: 5, writes })).is, 'conflict')
    assert.equal(await store.rows(Requests).get({ key: 'k' }), undefined)
  })

  it('rows can be written alone, guarded like those of an append', async ({ open }) => {
    const store = await open({ tables: [Requests] })
    const row = { key: 'k', body: 'one', position: 0 }
    assert.deepEqual(await store.write([Requests.claim(row)]), { is: 'written' })
    const again = await store.write([Requests.claim({ ...row, body: 'two' })])
    assert.deepEqual(again, { is: 'taken', table: 'requests', row })
    const moved = Requests.patch({ key: 'k' }, { position: 7 }, { position: 0 })
    assert.deepEqual(await store.write([moved]), { is: 'written' })
    assert.equal((await store.write([moved])).is, 'taken')
    assert.deepEqual(await store.write([Requests.remove({ key: 'k' })]), { is: 'written' })
    assert.deepEqual(await store.rows(Requests).find(), [])
    assert.equal(await store.head(), 0)
  })

  it('rows that could not be judged or kept as they are, are refused by code', async ({ open }) => {
    const store = await open({ tables: [Requests] })
    const row = { key: 'k', body: '', position: 0 }
    const claim = Requests.claim(row)
    const stamped = Requests.put({ ...row, position: { stamp: 'position', of: 0 } })
    const unfit = [
      [claim, Requests.put(row)],
      [stamped],
      [Requests.put({ ...row, body: '\ud800' })],
      [Requests.put({ ...row, position: 0.5 })],
      [Requests.patch({ key: 'k' }, { nope: 1 } as never)],
    ]
    for (const writes of unfit) await assert.rejects(store.write(writes), code('WT_ROW_INVALID'))
    const elsewhere = table('elsewhere', { key: 'text' }, ['key'])
    await assert.rejects(store.write([elsewhere.put({ key: 'k' })]), code('WT_TABLE_UNKNOWN'))
    await assert.rejects(store.rows(elsewhere).find(), code('WT_TABLE_UNKNOWN'))
  })

  it('rows are found by columns, in the order asked for, nulls first', async ({ open }) => {
    const Seats = table('seats', { id: 'text', row: 'integer?', taken: 'text' }, ['id'])
    const store = await open({ tables: [Seats] })
    const seats = [
      { id: 'b', row: 2, taken: 'no' },
      { id: 'a', row: 2, taken: 'yes' },
      { id: 'c', row: null, taken: 'no' },
      { id: 'd', row: 1, taken: 'no' },
    ]
    await store.write(seats.map((seat) => Seats.put(seat)))
    const ids = async (options: FindOptions<RowOf<typeof Seats.columns>>) =>
      (await store.rows(Seats).find(options)).map(({ id }) => id).join('')
    assert.equal(await ids({}), 'abcd')
    assert.equal(await ids({ orderBy: ['row'] }), 'cdab')
    assert.equal(await ids({ orderBy: ['row'], backwards: true, limit: 3 }), 'bad')
    assert.equal(await ids({ where: { taken: 'no' } }), 'bcd')
    assert.equal(await ids({ where: { row: null } }), 'c')
    const nowhere = store.rows(Seats).find({ where: { nope: 1 } as never })
    await assert.rejects(nowhere, code('WT_ROW_INVALID'))
  })

  it('a table declared with other columns than it was created with is refused', async ({
    open,
  }) => {
    await open({ tables: [Requests] })
    const changed = table('requests', { key: 'text', body: 'integer' }, ['key'])
    await assert.rejects(open({ tables: [changed] }), code('WT_TABLE_CHANGED'))
  })

  it("a table under one of the store's own names is refused", async ({ open }) => {
    const own = table('wt_events', { key: 'text' }, ['key'])
    await assert.rejects(open({ tables: [own] }), code('WT_NAME_INVALID'))
  })
}
