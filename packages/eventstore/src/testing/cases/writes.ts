import assert from 'node:assert/strict'
import { plus, type RowOf, table } from '@watertight/domain'
import type { FindOptions } from '../../event-store.ts'
import { type Case, code, positions, upTo } from '../kit.ts'
import { added, placed, Requests, Shelves } from '../shop.ts'

export function writeCases(it: Case): void {
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
    assert.equal(await ids({ after: { id: 'b' }, limit: 1 }), 'c')
    assert.equal(await ids({ after: { id: 'c' }, backwards: true }), 'ba')
    assert.equal(await ids({ after: { id: 'a' }, where: { taken: 'no' } }), 'bcd')
    assert.equal(await ids({ orderBy: ['row'], after: { row: 2, id: 'a' } }), 'b')
    assert.equal(await ids({ orderBy: ['row'], after: { row: 1, id: 'zz' } }), 'ab')
    const nowhere = store.rows(Seats).find({ where: { nope: 1 } as never })
    await assert.rejects(nowhere, code('WT_ROW_INVALID'))
    const unplaced = store.rows(Seats).find({ orderBy: ['row'], after: { id: 'a' } })
    await assert.rejects(unplaced, code('WT_ROW_INVALID'))
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

  it('put replaces a row, or changes it as told', async ({ open }) => {
    const store = await open({ tables: [Shelves] })
    const key = { hall: 'a', shelf: 1 }
    const row = { ...key, items: 1, weight: 0.5, label: 'x' }
    await store.write([Shelves.put(row)])
    await store.write([Shelves.put({ ...row, items: 9, label: null })])
    assert.deepEqual(await store.rows(Shelves).get(key), { ...row, items: 9, label: null })
    const more = { items: plus(2), weight: plus(-0.25) }
    await store.write([Shelves.put({ ...row, items: 100 }, more)])
    assert.deepEqual(await store.rows(Shelves).get(key), {
      ...key,
      items: 11,
      weight: 0.25,
      label: null,
    })
  })

  it('patch changes only what it names, and nothing where there is no row', async ({ open }) => {
    const store = await open({ tables: [Shelves] })
    const row = { hall: 'a', shelf: 1, items: 1, weight: null, label: 'x' }
    await store.write([Shelves.put(row)])
    await store.write([
      Shelves.patch({ hall: 'a', shelf: 1 }, { weight: plus(2.5) }),
      Shelves.patch({ hall: 'a', shelf: 2 }, { items: 5 }),
    ])
    assert.deepEqual(await store.rows(Shelves).find(), [{ ...row, weight: 2.5 }])
  })

  it('the writes of one append see each other in their order', async ({ open }) => {
    const store = await open({ tables: [Shelves] })
    const key = { hall: 'a', shelf: 1 }
    const row = { ...key, items: 1, weight: null, label: null }
    const writes = [
      Shelves.put(row),
      Shelves.patch(key, { items: plus(1) }),
      Shelves.remove(key),
      Shelves.put({ ...row, items: 5 }, { items: plus(100) }),
      Shelves.put({ ...row, items: 7 }, { items: plus(1) }),
    ]
    assert.equal((await store.append('a', placed(), { writes })).is, 'appended')
    assert.deepEqual(await store.rows(Shelves).find(), [{ ...row, items: 6 }])
  })

  it('a row stamped by the commit has the position, revision and time of the event named', async ({
    open,
  }) => {
    const store = await open({ tables: [Shelves] })
    await store.append('a', [placed(), placed()])
    const stamp = (of: number) =>
      Shelves.put({
        hall: `${of}`,
        shelf: { stamp: 'position', of },
        items: { stamp: 'revision', of },
        weight: { stamp: 'at', of },
        label: null,
      })
    const parts = [
      { stream: 'b', events: [placed()] },
      { stream: 'a', events: [added(), added()] },
    ]
    await store.appendAll(parts, { writes: [stamp(0), stamp(2)] })
    assert.deepEqual(await store.rows(Shelves).find(), [
      { hall: '0', shelf: 3, items: 1, weight: 1_000, label: null },
      { hall: '2', shelf: 5, items: 4, weight: 1_000, label: null },
    ])
  })

  it('cells hold text of every kind, and numbers to their limits', async ({ open }) => {
    const store = await open({ tables: [Shelves] })
    const odd = ['', "'; drop table wt_events; --", '"', '\n\t', '𝕏 ﷽ é', 'null', '0', '\u2028']
    const max = Number.MAX_SAFE_INTEGER
    const numbers = [0, -1, max, -max, 1, 2, 3, 4]
    const reals = [0.1, -1e300, 5e-324, 1e21, 0, 1 / 3, 2 ** 53, -0.5]
    const rows = odd.map((label, i) => ({
      hall: label,
      shelf: numbers[i] as number,
      items: -(numbers[i] as number) || 0,
      weight: reals[i] as number,
      label,
    }))
    await store.write(rows.map((row) => Shelves.put(row)))
    for (const row of rows) {
      const { hall, shelf } = row
      assert.deepEqual(await store.rows(Shelves).get({ hall, shelf }), row)
    }
  })

  it('a row has its key as a whole: a part of it finds the first', async ({ open }) => {
    const store = await open({ tables: [Shelves] })
    const row = { items: 0, weight: null, label: null }
    const keys = [2, 1].flatMap((shelf) => ['b', 'a'].map((hall) => ({ hall, shelf })))
    await store.write(keys.map((key) => Shelves.put({ ...row, ...key })))
    assert.equal((await store.rows(Shelves).find()).length, 4)
    assert.deepEqual(await store.rows(Shelves).get({ hall: 'b' }), { ...row, hall: 'b', shelf: 1 })
    assert.equal(await store.rows(Shelves).get({ hall: 'c' }), undefined)
  })

  it('text is ordered by its characters, not by a language', async ({ open }) => {
    const store = await open({ tables: [Requests] })
    const keys = ['B', 'a', 'Z', 'é', 'z', '_', '10', '9', 'aa', 'a b', '']
    await store.write(keys.map((key) => Requests.put({ key, body: '', position: 0 })))
    const found = (await store.rows(Requests).find()).map(({ key }) => key)
    assert.deepEqual(found, keys.toSorted())
  })

  it('two thousand rows are found, some of them by limit', async ({ open }) => {
    const store = await open({ tables: [Requests] })
    const name = (i: number) => `k${String(i).padStart(4, '0')}`
    await store.write(upTo(2_000).map((i) => Requests.put({ key: name(i), body: '', position: i })))
    const all = await store.rows(Requests).find()
    assert.deepEqual(positions(all), upTo(2_000))
    const last = await store
      .rows(Requests)
      .find({ orderBy: ['position'], backwards: true, limit: 2 })
    assert.deepEqual(positions(last), [2_000, 1_999])
  })

  it('of two appends in one group that claim a row the first has it', async ({ open }) => {
    const store = await open({ tables: [Requests] })
    const append = (body: string) =>
      store.append(body, placed(), { writes: [Requests.claim({ key: 'k', body, position: 0 })] })
    const answers = await Promise.all([append('one'), append('two')])
    assert.deepEqual(
      answers.map(({ is }) => is),
      ['appended', 'taken'],
    )
    assert.deepEqual(await store.read('two').toArray(), [])
    assert.equal((await store.rows(Requests).get({ key: 'k' }))?.body, 'one')
  })

  it('a guard on a row that is not there refuses, and answers with none', async ({ open }) => {
    const store = await open({ tables: [Requests] })
    const writes = [Requests.patch({ key: 'k' }, { body: 'x' }, { position: 1 })]
    const answer = await store.append('a', placed(), { writes })
    assert.deepEqual(answer, { is: 'taken', table: 'requests', row: null })
    assert.equal(await store.head(), 0)
  })

  it('a guard on a null cell holds for null only', async ({ open }) => {
    const store = await open({ tables: [Shelves] })
    const key = { hall: 'a', shelf: 1 }
    await store.write([Shelves.put({ ...key, items: 0, weight: 0, label: null })])
    const patch = (only: { weight?: null; label?: null }) =>
      store.write([Shelves.patch(key, { items: plus(1) }, only)])
    assert.equal((await patch({ weight: null })).is, 'taken')
    assert.equal((await patch({ label: null })).is, 'written')
    assert.equal((await store.rows(Shelves).get(key))?.items, 1)
  })

  it('no writes are written, and rows alone move neither head nor time', async ({ open }) => {
    const store = await open({ tables: [Requests] })
    await store.append('a', placed())
    assert.deepEqual(await store.write([]), { is: 'written' })
    await store.write([Requests.put({ key: 'k', body: '', position: 0 })])
    assert.equal(await store.head(), 1)
    assert.equal((await store.append('a', added())).position, 2)
  })

  it('rows given up while queued are not written', async ({ open }) => {
    const store = await open({ tables: [Requests] })
    const gone = new AbortController()
    const row = Requests.put({ key: 'k', body: '', position: 0 })
    const written = store.write([row], { signal: gone.signal })
    gone.abort(new Error('given up'))
    await assert.rejects(written, /given up/)
    assert.deepEqual(await store.rows(Requests).find(), [])
  })

  it('a table declared again as it was keeps its rows', async ({ open }) => {
    const before = await open({ tables: [Requests] })
    const row = { key: 'k', body: '', position: 7 }
    await before.write([Requests.put(row)])
    const store = await open({ tables: [Requests, Shelves] })
    assert.deepEqual(await store.rows(Requests).find(), [row])
  })
}
