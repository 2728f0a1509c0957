import { describe, expect, it } from 'vitest'
import { FileOrder } from './file-order.ts'

const tick = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Runs documents of one code that bring or take; each post and booking ends when it is told to. */
function told(...units: number[]) {
  return toldWith(0, units)
}
/** The same where so much of it is there before. */
function toldWith(opening: number, units: readonly number[]) {
  const order = new FileOrder([{ sku: '85123A', units: opening }])
  const posted: number[] = []
  const book = units.map(() => Promise.withResolvers<void>())
  const ends = units.map((one, at) =>
    order.inTurn(
      { moves: [{ sku: '85123A', units: one }] },
      async () => void posted.push(at),
      async () => {
        await (book[at] as (typeof book)[number]).promise
        return true
      },
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

  it('lets nobody wait for what is surely there', async () => {
    const { posted, book } = toldWith(3, [-1, 5, -2, -1, -3, -2])
    await tick()
    // three are there, and each that takes more waits for the five
    expect(posted).toEqual([0, 1, 2])
    book[1]?.resolve()
    await tick()
    expect(posted).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('does not count on what was refused', async () => {
    const order = new FileOrder([{ sku: '1', units: 1 }])
    const posted: number[] = []
    const post = (units: number, counts = true) =>
      order.inTurn(
        { moves: [{ sku: '1', units }] },
        async () => void posted.push(units),
        async () => counts,
      )
    await post(9, false)
    await tick()
    const last = Promise.withResolvers<boolean>()
    const bringing = order.inTurn(
      { moves: [{ sku: '1', units: 2 }] },
      async () => {},
      () => last.promise,
    )
    await bringing
    const taking = post(-2)
    await tick()
    expect(posted).toEqual([9])
    last.resolve(true)
    await taking
    expect(posted).toEqual([9, -2])
  })

  it('does not hold up other codes', async () => {
    const order = new FileOrder()
    const forever = new Promise<boolean>(() => {})
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
        async () => true,
      ),
    ).toBe('posted')
  })

  it('tells whoever waits that what came before has failed', async () => {
    const { book, ends } = told(1, -1)
    book[0]?.reject(new Error('the shop is gone'))
    await expect(ends[1]).rejects.toThrow('the shop is gone')
  })
})
