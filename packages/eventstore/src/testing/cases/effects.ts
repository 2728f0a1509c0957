import assert from 'node:assert/strict'
import { type Case, code, positions, upTo } from '../kit.ts'
import { added, paid, placed, Sales, SalesCounted } from '../shop.ts'

/** A mailbox: what an effect has sent. */
function mailbox() {
  const sent: number[] = []
  const handle = ({ position }: { readonly position: number }) => {
    sent.push(position)
  }
  return { sent, handle }
}

export function effectCases(it: Case): void {
  it('effects of a projection happen in order, once the rows of their event serve', async ({
    open,
  }) => {
    const store = await open()
    const seen: unknown[] = []
    const projector = await store.project(Sales, {
      effects: {
        handle: async ({ position }) => {
          const row = await store.rows(Sales).get({ sku: 'tea' })
          seen.push([position, (row?.sold ?? 0) >= position])
        },
      },
    })
    for (let i = 1; i <= 5; i++) await store.append('a', added(i))
    await projector.effects?.seen()
    assert.deepEqual(
      seen,
      upTo(5).map((n) => [n, true]),
    )
  })

  it('effects begin with what happens after they were first asked for, unless told', async ({
    open,
  }) => {
    const store = await open()
    await store.append('a', [added(), added()])
    const [later, whole] = [mailbox(), mailbox()]
    const first = await store.project(Sales, { effects: later })
    await store.append('a', added())
    await first.effects?.seen()
    assert.deepEqual(later.sent, [3])
    await first.stop()
    const other = await open()
    const counted = await other.project(
      { ...SalesCounted, name: 'SalesMailed' },
      { effects: { ...whole, from: 'start' } },
    )
    await counted.effects?.seen()
    assert.deepEqual(whole.sent, [1, 2, 3])
  })

  it('a rebuild repeats no effect, and misses none', async ({ open }) => {
    const store = await open()
    const { sent, handle } = mailbox()
    const effects = { handle }
    await store.project(Sales, { effects })
    await Promise.all(upTo(40).map((i) => store.append('a', added(i))))
    const rebuilding = store.project(Sales, { rebuild: true, effects })
    await Promise.all(upTo(40).map((i) => store.append('b', added(i))))
    const rebuilt = await rebuilding
    await store.append('a', added())
    await rebuilt.effects?.seen()
    assert.deepEqual(sent, upTo(81))
    assert.deepEqual((await store.verify(Sales)).different, [])
  })

  it('a new version of a projection goes on with the effects of the one before', async ({
    open,
  }) => {
    const store = await open()
    const { sent, handle } = mailbox()
    await store.project(Sales, { effects: { handle } })
    await store.append('a', [added(), placed(), added()])
    const later = await open()
    const changed = await store.project(SalesCounted, { effects: { handle } })
    await later.append('a', added())
    await changed.effects?.seen()
    assert.deepEqual(sent, [1, 3, 4])
  })

  it('the effects of a version that no longer serves stop by code', async ({ open }) => {
    const [old, store] = [await open(), await open()]
    const { sent, handle } = mailbox()
    const before = await old.project(Sales, { effects: { handle } })
    await old.append('a', added())
    await before.effects?.seen()
    const after = await store.project(SalesCounted)
    await after.seen()
    await old.append('a', added())
    await assert.rejects(before.effects?.done ?? assert.fail(), code('WT_PROJECTION_REPLACED'))
    assert.deepEqual(sent, [1, 2])
  })

  it('an effect that fails is retried, then parked or stopped like any handler', async ({
    open,
  }) => {
    const store = await open()
    const sent: number[] = []
    let broken = true
    const projector = await store.project(Sales, {
      effects: {
        retries: 1,
        onFailure: 'park',
        handle: ({ stream, position }) => {
          if (broken && stream === 'a') throw new Error('no mail today')
          sent.push(position)
        },
      },
    })
    await store.append('a', added())
    await store.append('b', added())
    await store.append('a', added())
    const effects = projector.effects ?? assert.fail()
    await effects.seen()
    assert.deepEqual([sent, positions(await effects.parked())], [[2], [1, 3]])
    // the rows do not wait for the mail
    assert.equal((await store.rows(Sales).get({ sku: 'tea' }))?.sold, 3)
    broken = false
    assert.equal(await effects.retryParked(), 2)
    assert.deepEqual(sent, [2, 1, 3])
  })

  it('effects survive a restart where they were, and stop with their projection', async ({
    open,
  }) => {
    const store = await open()
    const { sent, handle } = mailbox()
    const first = await store.project(Sales, { effects: { handle } })
    await store.append('a', added())
    await first.effects?.seen()
    await first.stop()
    await first.effects?.done
    await store.append('a', [added(), paid()])
    const second = await store.project(Sales, { effects: { handle } })
    await second.effects?.seen()
    assert.deepEqual(sent, [1, 2])
  })
}
