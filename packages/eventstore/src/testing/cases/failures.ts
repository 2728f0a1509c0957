import assert from 'node:assert/strict'
import type { Write } from '@watertight/domain'
import type { Commit, NewEvent } from '../../engine.ts'
import { type Case, code, commitOf, positions, upTo } from '../kit.ts'
import { added, placed, Requests } from '../shop.ts'

const event = (id: string): NewEvent => ({
  id,
  type: 'ItemAdded',
  version: 1,
  data: '{"sku":"tea","pence":1}',
  meta: null,
  tags: ['sku:tea'],
})
const append = (stream: string, id: string, more: Partial<Commit> = {}) =>
  commitOf({ parts: [{ stream, expect: 'any', events: [event(id)] }], ...more })

export function failureCases(it: Case): void {
  it('a refusal inside a group costs the others nothing', async ({ open }) => {
    const store = await open()
    const answers = await Promise.all([
      store.append('a', placed(), { expect: 'any' }),
      store.append('a', placed(), { expect: 7 }),
      store.append('b', placed(), { expect: 'any' }),
    ])
    assert.deepEqual(
      answers.map(({ is }) => is),
      ['appended', 'conflict', 'appended'],
    )
    assert.equal(await store.head(), 2)
  })

  it('a commit that cannot be stored costs the others of its group nothing', async ({
    open,
    engine,
  }) => {
    const store = await open({ tables: [Requests] })
    const lost: Write = { op: 'put', table: 'requests', row: { key: 'k', body: 'b', position: 1 } }
    const nowhere: Write = { op: 'put', table: 'nowhere', row: { key: 'k' } }
    const verdicts = await engine.commit([
      append('a', 'i1'),
      append('a', 'i2', { writes: [lost, nowhere] }),
      append('a', 'i3'),
    ])
    assert.deepEqual(
      verdicts.map(({ is }) => is),
      ['appended', 'failed', 'appended'],
    )
    const read = await store.readLog().toArray()
    assert.deepEqual(positions(read), [1, 2])
    assert.deepEqual(
      read.map(({ id }) => id),
      ['i1', 'i3'],
    )
    assert.deepEqual(await store.rows(Requests).find(), [])
    const answer = await store.append('a', added())
    assert.deepEqual([answer.revision, answer.position], [3, 3])
  })

  it('a disk that is full rejects the group by code, and the store goes on when there is room', async ({
    open,
    engine,
  }) => {
    const store = await open()
    await store.append('a', placed())
    const commit = engine.commit.bind(engine)
    engine.commit = async () => {
      throw new Error('database or disk is full')
    }
    const refused = await Promise.allSettled(upTo(3).map(() => store.append('a', added())))
    for (const one of refused) {
      assert(one.status === 'rejected')
      assert(code('WT_ENGINE_FAILED')(one.reason))
      assert.match(String(one.reason.cause), /full/)
    }
    engine.commit = commit
    const answer = await store.append('a', added(), { expect: 1 })
    assert(answer.is === 'appended')
    assert.deepEqual([answer.revision, answer.position], [2, 2])
  })

  it('a consumer whose checkpoint cannot be stored stops, and repeats nothing stored', async ({
    open,
    engine,
  }) => {
    const store = await open({ tables: [Requests] })
    await store.append('a', placed())
    const commit = engine.commit.bind(engine)
    const handle = ({ position }: { position: number }) => [
      Requests.claim({ key: `${position}`, body: '', position }),
    ]
    engine.commit = async () => {
      throw new Error('input/output error')
    }
    const first = await store.consume('c', { handle })
    await assert.rejects(first.done, code('WT_ENGINE_FAILED'))
    engine.commit = commit
    const second = await store.consume('c', { handle })
    await second.seen()
    assert.deepEqual(positions(await store.rows(Requests).find()), [1])
  })
}
