import { describe, expect, it } from 'vitest'
import { pathDefaults, StreamPath } from './stream-path.ts'

/** A stream whose state counts its events, as a service would send it. */
function streamOf(length: number, { isFolded = true } = {}) {
  const asked: number[] = []
  let folded = 0
  const read = async (after: number, limit: number) => {
    asked.push(after)
    if (!isFolded && folded < after) {
      folded += 300
      return { base: null, steps: [], folded: Math.min(folded, after - 1) }
    }
    const steps = Array.from({ length: Math.min(limit, length - after) }, (_, i) => ({
      ...{ revision: after + i + 1, position: after + i + 1, at: 1, type: 'Counted' },
      change: [{ op: 'replace' as const, path: '/count', value: after + i + 1 }],
    }))
    return { base: { count: after }, steps, folded: after + steps.length }
  }
  return { asked, read }
}
const settled = () => new Promise((resolve) => setTimeout(resolve))

describe('the path of a stream', () => {
  it('knows the revision of a moment once all of it is here', async () => {
    const { read } = streamOf(1_000)
    const path = new StreamPath(1_000, read, () => {})
    expect(path.revisionAt({ position: 7 })).toBeUndefined()
    await path.fillAround(1)
    expect(path.revisionAt({ position: 0 })).toBe(0)
    expect(path.revisionAt({ position: 700 })).toBe(700)
    expect(path.revisionAt({ at: 0 })).toBe(0)
    expect(path.revisionAt({ at: 1 })).toBe(1_000)
  })

  it('has the state at every revision, before and after its event', async () => {
    const { read } = streamOf(1_000)
    const path = new StreamPath(1_000, read, () => {})
    for (const revision of [1, 1_000, 256, 257, 512, 3]) {
      path.at(revision)
      await settled()
      expect(path.at(revision)).toMatchObject({
        ...{ step: { revision }, before: { count: revision - 1 }, after: { count: revision } },
      })
    }
    expect(path.at(0)).toMatchObject({ step: undefined, after: { count: 0 } })
    expect(path.at(1_001)).toBeUndefined()
  })

  it('fetches what is looked at, once, then the rest from there', async () => {
    const { read, asked } = streamOf(2_000)
    const path = new StreamPath(2_000, read, () => {})
    path.at(1_000)
    path.at(1_001)
    await settled()
    expect(asked).toEqual([768])
    await path.fillAround(1_000)
    expect(asked.slice(0, 4)).toEqual([768, 1_024, 512, 1_280])
    expect(path.loaded).toBe(2_000)
    for (let revision = 1; revision <= 2_000; revision++)
      expect(path.at(revision)?.after).toEqual({ count: revision })
  })

  it('of 50,000 events answers any jump at once, for as many patches as lie between two keyframes at most', async () => {
    const { read, asked } = streamOf(50_000)
    const path = new StreamPath(50_000, read, () => {})
    await path.fillAround(25_000)
    const fetched = asked.length
    for (let i = 0, revision = 1; i < 2_000; i++) {
      revision = ((revision * 48_271) % 50_000) + 1
      const before = path.applied
      expect(path.at(revision)?.after).toEqual({ count: revision })
      expect(path.applied - before).toBeLessThanOrEqual(pathDefaults.keyframe)
    }
    expect(asked.length).toBe(fetched)
  })

  it('of a million events keeps a bounded part', async () => {
    const { read } = streamOf(1_000_000)
    const path = new StreamPath(1_000_000, read, () => {})
    await path.fillAround(500_000)
    path.at(1)
    await settled()
    expect(path.loaded).toBeLessThanOrEqual(pathDefaults.chunk * pathDefaults.chunks)
    expect(path.at(1)?.after).toEqual({ count: 1 })
  })

  it('waits for a service that folds, and tells how far it is', async () => {
    const { read } = streamOf(1_000, { isFolded: false })
    const told: (number | undefined)[] = []
    const path = new StreamPath(1_000, read, () => told.push(path.folding), {
      ...pathDefaults,
      againMs: 0,
    })
    path.at(900)
    while (path.at(900) === undefined) await settled()
    expect(told.slice(0, 2)).toEqual([300, 600])
    expect(path.at(900)?.after).toEqual({ count: 900 })
    expect(path.folding).toBeUndefined()
  })

  it('says why a part is not there, and asks again after a while', async () => {
    let isDown = true
    let tries = 0
    const { read } = streamOf(10)
    const path = new StreamPath(
      10,
      (...given) => {
        tries++
        return isDown ? Promise.reject(new Error('orders does not answer')) : read(...given)
      },
      () => {},
      { ...pathDefaults, retryMs: 5 },
    )
    path.at(5)
    await settled()
    expect(path.trouble).toBe('orders does not answer')
    // however often it is looked at meanwhile
    for (let i = 0; i < 10; i++) expect(path.at(5)).toBeUndefined()
    expect(tries).toBe(1)
    isDown = false
    while (path.at(5) === undefined) await settled()
    expect(path.at(5)?.after).toEqual({ count: 5 })
    expect(path.trouble).toBeUndefined()
  })
})
