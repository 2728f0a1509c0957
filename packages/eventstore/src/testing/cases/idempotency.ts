import assert from 'node:assert/strict'
import { type Case, code, positions, upTo } from '../kit.ts'
import { added, paid, placed, Requests } from '../shop.ts'

export function idempotencyCases(it: Case): void {
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

  it('ids of which some are new are an error, in whatever order, and store nothing', async ({
    open,
  }) => {
    const store = await open()
    const two = () => [added(1), added(2)]
    await store.append('a', two(), { ids: ['i1', 'i2'] })
    for (const ids of [
      ['i2', 'i1'],
      ['i1', 'i3'],
      ['i3', 'i2'],
    ])
      await assert.rejects(store.append('a', two(), { ids }), code('WT_IDS_PARTLY_USED'))
    assert.equal(await store.head(), 2)
  })

  it('the ids are the append: sent again with other data it is still the first', async ({
    open,
  }) => {
    const store = await open()
    await store.append('a', added(1), { ids: ['i'] })
    const again = await store.append('a', added(2), { ids: ['i'] })
    assert.deepEqual([again.is, again.position], ['duplicate', 1])
    const [stored] = await store.read('a').toArray()
    assert.deepEqual([stored?.id, stored?.data], ['i', { sku: 'tea', pence: 1 }])
  })

  it('one id twice in an append, or too few of them, is refused by code', async ({ open }) => {
    const store = await open()
    for (const ids of [['i', 'i'], ['i'], ['i', 'j', 'k']]) {
      const wrong = store.append('a', [added(), added()], { ids })
      await assert.rejects(wrong, code('WT_IDS_PARTLY_USED'))
    }
    await assert.rejects(store.append('a', added(), { ids: [''] }), code('WT_NAME_INVALID'))
    assert.equal(await store.head(), 0)
  })

  it('a repeated append is answered before its expectation, condition and rows are judged', async ({
    open,
  }) => {
    const store = await open({ tables: [Requests] })
    const options = {
      ids: ['i'],
      expect: 'none',
      failIf: { query: {}, after: 0 },
      writes: [Requests.claim({ key: 'k', body: '', position: 0 })],
    } as const
    assert.equal((await store.append('a', placed(), options)).is, 'appended')
    assert.equal((await store.append('a', placed(), options)).is, 'duplicate')
    assert.equal((await store.rows(Requests).find()).length, 1)
  })

  it('ids of an append that was refused are free', async ({ open }) => {
    const store = await open()
    const append = (expect: number) => store.append('a', placed(), { ids: ['i'], expect })
    assert.equal((await append(3)).is, 'conflict')
    assert.equal((await append(0)).is, 'appended')
    assert.equal((await append(0)).is, 'duplicate')
  })

  it('of two appends racing under one id to two streams one is stored, the other an error', async ({
    open,
  }) => {
    const store = await open()
    const race = ['a', 'b'].map((stream) => store.append(stream, placed(), { ids: ['i'] }))
    const [first, second] = await Promise.allSettled(race)
    assert.equal(first?.status, 'fulfilled')
    assert(second?.status === 'rejected' && code('WT_IDS_PARTLY_USED')(second.reason))
    assert.equal(await store.head(), 1)
  })

  it('ids of every kind of text are kept, and told apart', async ({ open }) => {
    const store = await open()
    const ids = ['A', 'a', 'a ', ' a', 'é', 'e\u0301', '1', '01', '𝕏', 'x'.repeat(512)]
    for (const id of ids)
      assert.equal((await store.append('s', added(), { ids: [id] })).is, 'appended')
    const read = await store.read('s').toArray()
    assert.deepEqual(
      read.map(({ id }) => id),
      ids,
    )
  })

  it('ids that nobody chose are all different', async ({ open }) => {
    const store = await open()
    await Promise.all(upTo(20).map(() => store.append('a', [added(), added(), added()])))
    const read = await store.readLog().toArray()
    assert.equal(new Set(read.map(({ id }) => id)).size, 60)
    assert.deepEqual(positions(read), upTo(60))
  })

  it('an append of many streams repeated long after is still the first', async ({ open }) => {
    const store = await open()
    const parts = upTo(20).map((i) => ({ stream: `s${i}`, events: [placed(), added(i)] }))
    const ids = upTo(40).map((i) => `i${i}`)
    const first = await store.appendAll(parts, { ids })
    await Promise.all(upTo(300).map((i) => store.append(`s${i % 20}`, added())))
    assert.deepEqual({ ...(await store.appendAll(parts, { ids })), is: 'appended' }, first)
    assert.equal(await store.head(), 340)
  })
}
