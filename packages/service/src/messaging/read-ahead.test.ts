import { describe, expect, it } from 'vitest'
import { readAhead } from './read-ahead.ts'

/** A source that counts what is taken from it, and ends when it is stopped. */
function numbers(count: number, failure?: Error) {
  let isStopped = false
  const taken = { count: 0 }
  async function* source() {
    while (taken.count < count && !isStopped) yield ++taken.count
    if (failure) throw failure
  }
  const stop = () => {
    isStopped = true
  }
  return { source: source(), stop, taken }
}
const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await Promise.resolve()
}

describe('reading ahead', () => {
  it('gives everything in order, in lots of what came meanwhile', async () => {
    const { source, stop } = numbers(1_000)
    const lots: (readonly number[])[] = []
    for await (const lot of readAhead(source, (n) => n, stop, new AbortController().signal)) {
      lots.push(lot)
      await turns(50)
    }
    expect(lots.flat()).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1))
    expect(lots.length).toBeLessThan(1_000)
  })

  it('takes no more from the source than it has room for', async () => {
    const { source, stop, taken } = numbers(10_000)
    for await (const _ of readAhead(source, (n) => n, stop, new AbortController().signal)) {
      await turns(20_000)
      break
    }
    expect(taken.count).toBeLessThan(500)
  })

  it('passes on what the source throws, after what came before it', async () => {
    const { source, stop } = numbers(3, new Error('broke'))
    const seen: number[] = []
    const all = async () => {
      for await (const lot of readAhead(source, (n) => n, stop, new AbortController().signal))
        seen.push(...lot)
    }
    await expect(all()).rejects.toThrow('broke')
    expect(seen).toEqual([1, 2, 3])
  })

  it('ends when its signal fires, also while nothing comes', async () => {
    const owner = new AbortController()
    let end = () => {}
    const silence = (async function* () {
      await new Promise<void>((resolve) => {
        end = resolve
      })
    })()
    const reading = (async () => {
      for await (const _ of readAhead(
        silence,
        (n) => n,
        () => end(),
        owner.signal,
      ));
      return 'over'
    })()
    await turns(5)
    owner.abort()
    expect(await reading).toBe('over')
  })
})
