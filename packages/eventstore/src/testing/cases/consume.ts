import assert from 'node:assert/strict'
import { type Case, code, commitOf, positions, upTo } from '../kit.ts'
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

  it('an event is handled when the one before it has been', async ({ open, clock }) => {
    const store = await open()
    await store.append('a', [placed(), added(), paid()])
    const log: string[] = []
    const consumer = await store.consume('c', {
      handle: async ({ position }) => {
        log.push(`begin ${position}`)
        for (let i = 0; i < 5; i++) await clock.turn()
        log.push(`end ${position}`)
      },
    })
    await consumer.seen()
    assert.deepEqual(
      log,
      upTo(3).flatMap((n) => [`begin ${n}`, `end ${n}`]),
    )
  })

  it('the pause before a retry doubles each time', async ({ open, clock }) => {
    const store = await open()
    await store.append('a', placed())
    const pauses: number[] = []
    const after = clock.after.bind(clock)
    clock.after = (ms, task) => {
      if (ms < 1_000) pauses.push(ms)
      return after(ms, task)
    }
    const handle = () => assert.fail('never')
    const consumer = await store.consume('c', { handle, retries: 3, backoffMs: 10 })
    await assert.rejects(consumer.done, /never/)
    assert.deepEqual(pauses, [10, 20, 40])
  })

  it('a consumer of a query handles what matches, and its position passes over the rest', async ({
    open,
  }) => {
    const store = await open()
    const seen: number[] = []
    const consumer = await store.consume('c', {
      where: { tags: { sku: 'tea' } },
      handle: ({ position }) => {
        seen.push(position)
      },
    })
    for (let i = 1; i <= 9; i++) await store.append('a', added(i, i % 3 ? 'milk' : 'tea'))
    await store.append('a', paid())
    await consumer.seen()
    assert.deepEqual([seen, consumer.position, await consumer.lag()], [[3, 6, 9], 10, 0])
  })

  it('consumers of different names each handle everything', async ({ open }) => {
    const store = await open()
    const seen: { [name: string]: number } = {}
    const start = (name: string) =>
      store.consume(name, {
        handle: () => {
          seen[name] = (seen[name] ?? 0) + 1
        },
      })
    const consumers = await Promise.all(['one', 'two', 'ONE', 'one '].map(start))
    await store.append('a', [placed(), added()])
    await Promise.all(consumers.map((consumer) => consumer.seen()))
    assert.deepEqual(seen, { one: 2, two: 2, ONE: 2, 'one ': 2 })
  })

  it('stop lets the handler finish, and keeps what it has done', async ({ open, clock }) => {
    const store = await open()
    await store.append('a', [placed(), added(), paid()])
    const seen: number[] = []
    let begun = 0
    const handle = async ({ position }: { position: number }) => {
      begun = position
      for (let i = 0; i < 5; i++) await clock.turn()
      seen.push(position)
    }
    const consumer = await store.consume('c', { handle })
    while (begun < 2) await clock.turn()
    await consumer.stop()
    assert.deepEqual([seen, consumer.position], [[1, 2], 2])
    await (await store.consume('c', { handle })).seen()
    assert.deepEqual(seen, [1, 2, 3])
  })

  it('stop ends the pause before a retry, and parks nothing', async ({ open }) => {
    const store = await open()
    await store.append('a', placed())
    let asked = () => {}
    const tried = new Promise<void>((resolve) => {
      asked = resolve
    })
    const consumer = await store.consume('c', {
      onFailure: 'park',
      retries: 1_000_000,
      handle: () => {
        asked()
        throw new Error('not now')
      },
    })
    await tried
    await consumer.stop()
    await consumer.done
    assert.deepEqual([consumer.position, await consumer.parked()], [0, []])
  })

  it('rows that do not fit are a failure of the handler, and move nothing', async ({ open }) => {
    const store = await open({ tables: [Requests] })
    await store.append('a', [placed(), added()])
    const consumer = await store.consume('c', {
      retries: 0,
      handle: ({ position }) =>
        position === 2 ? [Requests.put({ key: 'k', body: 7 as never, position })] : [],
    })
    await assert.rejects(consumer.done, code('WT_ROW_INVALID'))
    assert.equal(consumer.position, 1)
  })

  it('a checkpoint never stands before or behind the rows of its event', async ({ open }) => {
    const store = await open({ tables: [Requests] })
    const claim = Requests.claim({ key: 'taken', body: '', position: 0 })
    await store.write([claim])
    await store.append('a', [placed(), placed()])
    const options = {
      handle: ({ position }: { position: number }) =>
        position === 1
          ? [Requests.claim({ key: 'first', body: '', position })]
          : [Requests.claim({ key: 'taken', body: '', position })],
    }
    const first = await store.consume('c', options)
    await assert.rejects(first.done, code('WT_ROW_TAKEN'))
    // begun again it stands where its rows are: neither repeats the first nor passes over the second
    const second = await store.consume('c', options)
    await assert.rejects(second.seen(), code('WT_ROW_TAKEN'))
    assert.equal(second.position, 1)
    await store.write([Requests.remove({ key: 'taken' })])
    const third = await store.consume('c', options)
    await third.seen()
    assert.deepEqual(positions(await store.rows(Requests).find()), [1, 2])
  })

  it('an event that cannot be read stops the consumer before it, by name', async ({
    open,
    engine,
  }) => {
    const store = await open()
    await store.append('a', [placed(), added()])
    const events = [{ id: 'n', type: 'Vanished', version: 1, data: '{}', meta: null, tags: [] }]
    await engine.commit([commitOf({ parts: [{ stream: 'a', expect: 'any', events }] })])
    const consumer = await store.consume('c', { handle: () => {} })
    await assert.rejects(consumer.done, code('WT_EVENT_UNKNOWN'))
    assert.deepEqual([consumer.position, await consumer.lag()], [2, 1])
  })

  it('options that make no sense are refused by code', async ({ open }) => {
    const store = await open()
    const handle = () => {}
    await assert.rejects(store.consume('', { handle }), code('WT_NAME_INVALID'))
    await assert.rejects(store.consume('c', { handle, retries: -1 }), code('WT_OPTION_INVALID'))
    await assert.rejects(store.consume('c', { handle, backoffMs: 0.5 }), code('WT_OPTION_INVALID'))
  })

  it('closing the store stops its consumers', async ({ open }) => {
    const store = await open()
    const consumer = await store.consume('c', { handle: () => {} })
    await store.close()
    await consumer.done
    await assert.rejects(consumer.lag(), code('WT_CLOSED'))
  })
}
