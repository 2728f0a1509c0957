import { describe, expect, it } from 'vitest'
import { FileOrder } from './file-order.ts'

const tick = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Runs documents of one code that bring or take; each post and booking ends when it is told to. */
function told(...units: number[]) {
  const order = new FileOrder()
  const posted: number[] = []
  const book = units.map(() => Promise.withResolvers<void>())
  const ends = units.map((one, at) =>
    order.inTurn(
      { moves: [{ sku: '85123A', units: one }] },
      async () => void posted.push(at),
      () => (book[at] as (typeof book)[number]).promise,
    ),
  )
  return { posted, book, ends }
}

describe('the order of the file', () => {
  it('lets what takes overtake what takes, and wait for what came before it', async () => {
    const { posted, book } = told(-1, 5, -1, 2, -1)
    await tick()
    expect(posted).toEqual([0, 1, 3])
    book[1]?.resolve()
    await tick()
    expect(posted).toEqual([0, 1, 3, 2])
    book[3]?.resolve()
    await tick()
    expect(posted).toEqual([0, 1, 3, 2, 4])
  })

  it('does not hold up other codes', async () => {
    const order = new FileOrder()
    const forever = new Promise<void>(() => {})
    await order.inTurn(
      { moves: [{ sku: '1', units: 1 }] },
      async () => 'posted',
      () => forever,
    )
    const other = { moves: [{ sku: '2', units: -1 }] }
    expect(
      await order.inTurn(
        other,
        async () => 'posted',
        async () => {},
      ),
    ).toBe('posted')
  })

  it('tells whoever waits that what came before has failed', async () => {
    const { book, ends } = told(1, -1)
    book[0]?.reject(new Error('the shop is gone'))
    await expect(ends[1]).rejects.toThrow('the shop is gone')
  })
})
