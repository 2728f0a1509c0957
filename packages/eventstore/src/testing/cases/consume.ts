import assert from 'node:assert/strict'
import { type Case, code, positions, upTo } from '../kit.ts'
import { added, ItemAdded, paid, placed, Requests } from '../shop.ts'

export function consumeCases(it: Case): void {
  it('a consumer handles everything once, in order, and continues where it stopped', async ({
    open,
  }) => {
    const store = await open()
    const seen: number[] = []
    const handle = ({ position }: { position: number }) => {
      seen.push(position)
    }
    await store.append('a', [placed(), added()])
    const first = await store.consume('c', { handle })
    await first.seen()
    await first.stop()
    await first.done
    await store.append('a', paid())
    const second = await store.consume('c', { handle })
    await second.seen()
    assert.deepEqual(seen, [1, 2, 3])
    assert.equal(await second.lag(), 0)
  })

  it('a consumer from now passes over what was there', async ({ open }) => {
    const store = await open()
    const seen: number[] = []
    await store.append('a', placed())
    const consumer = await store.consume('c', {
      from: 'now',
      handle: ({ position }) => {
        seen.push(position)
      },
    })
    await store.append('a', added())
    await consumer.seen()
    assert.deepEqual(seen, [2])
  })

  it('a consumer from now keeps its place before its first event', async ({ open }) => {
    const store = await open()
    const seen: number[] = []
    const options = {
      from: 'now',
      handle({ position }: { position: number }) {
        seen.push(position)
      },
    } as const
    await store.append('a', placed())
    const first = await store.consume('c', options)
    await first.stop()
    await store.append('a', added())
    const second = await store.consume('c', options)
    await second.seen()
    assert.deepEqual(seen, [2])
  })

  it('seen rejects when its signal fires, and when the consumer was stopped', async ({ open }) => {
    const store = await open()
    const consumer = await store.consume('c', { handle: () => {} })
    const gone = new AbortController()
    const waiting = consumer.seen(1, gone.signal)
    gone.abort(new Error('enough'))
    await assert.rejects(waiting, /enough/)
    await consumer.stop()
    await assert.rejects(consumer.seen(1), code('WT_CLOSED'))
  })

  it('a handler is retried, then the consumer stops before the event', async ({ open }) => {
    const store = await open()
    await store.append('a', [placed(), added(), paid()])
    const attempts: number[] = []
    const consumer = await store.consume('c', {
      retries: 2,
      handle: ({ type }, { attempt }) => {
        if (type !== 'ItemAdded') return
        attempts.push(attempt)
        throw new Error('poison')
      },
    })
    await assert.rejects(consumer.done, /poison/)
    assert.deepEqual([attempts, consumer.position, await consumer.lag()], [[1, 2, 3], 1, 2])
    await assert.rejects(consumer.seen(), /poison/)
  })

  it('park sets aside the event and the later ones of its stream, others go on, and a retry handles them in order', async ({
    open,
  }) => {
    const store = await open()
    await store.append('a', [placed(), added(13)])
    await store.append('b', placed())
    await store.append('a', paid())
    const seen: number[] = []
    let broken = true
    const options = {
      retries: 1,
      onFailure: 'park',
      handle: ({ type, position }: { type: string; position: number }) => {
        if (broken && type === 'ItemAdded') throw new Error('13')
        seen.push(position)
      },
    } as const
    const first = await store.consume('c', options)
    await first.seen()
    assert.deepEqual(seen, [1, 3])
    await first.stop()
    const consumer = await store.consume('c', options)
    const parked = await consumer.parked()
    assert.deepEqual(
      parked.map(({ position, stream }) => [position, stream]),
      [
        [2, 'a'],
        [4, 'a'],
      ],
    )
    assert.match(parked[0]?.reason ?? '', /13/)
    assert.equal(await consumer.retryParked(), 0)
    broken = false
    assert.equal(await consumer.retryParked(), 2)
    await store.append('a', added())
    await consumer.seen()
    assert.deepEqual(seen, [1, 3, 2, 4, 5])
    assert.deepEqual(await consumer.parked(), [])
  })

  it('rows a handler returns are stored with the checkpoint', async ({ open }) => {
    const store = await open({ tables: [Requests] })
    await store.append('a', [placed(), added()])
    const consumer = await store.consume('c', {
      where: { types: [ItemAdded] },
      handle: ({ id, position }) => [
        Requests.put({ key: id, body: '', position }),
        Requests.put({ key: 'at', body: '', position: { stamp: 'at', of: 0 } }),
      ],
    })
    await consumer.seen()
    const rows = await store.rows(Requests).find({ orderBy: ['position'] })
    assert.deepEqual(positions(rows), [2, 1_000])
  })

  it('guarded rows of one page are judged one event after the other', async ({ open }) => {
    const store = await open({ tables: [Requests] })
    await store.append('a', [placed(), placed(), placed()])
    const consumer = await store.consume('c', {
      handle: ({ position }) =>
        position === 1
          ? [Requests.claim({ key: 'k', body: '', position })]
          : [Requests.patch({ key: 'k' }, { position }, { position: position - 1 })],
    })
    await consumer.seen()
    assert.deepEqual(positions(await store.rows(Requests).find()), [3])
  })

  it('a guarded row that is not as required stops the consumer before the event', async ({
    open,
  }) => {
    const store = await open({ tables: [Requests] })
    await store.append('a', [placed(), placed()])
    const consumer = await store.consume('c', {
      handle: ({ position }) => [Requests.claim({ key: 'k', body: '', position })],
    })
    await assert.rejects(consumer.done, code('WT_ROW_TAKEN'))
    assert.equal(consumer.position, 1)
    assert.deepEqual(positions(await store.rows(Requests).find()), [1])
  })

  it('two consumers of one name: the second to move stops by code, nothing is done twice', async ({
    open,
  }) => {
    const store = await open({ tables: [Requests] })
    const seen: number[] = []
    const handle = ({ position }: { position: number }) => {
      seen.push(position)
      return [Requests.put({ key: `${position}`, body: '', position })]
    }
    const pair = [await store.consume('c', { handle }), await store.consume('c', { handle })]
    await store.append('a', added())
    await assert.rejects(Promise.all(pair.map(({ done }) => done)), code('WT_CHECKPOINT_MOVED'))
    assert.deepEqual(positions(await store.rows(Requests).find()), upTo(1))
  })
}
