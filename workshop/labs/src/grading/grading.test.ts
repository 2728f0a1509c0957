import type { Ports } from '@watertight/ports'
import { VirtualWorld } from '@watertight/ports/virtual'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { start as solution } from '../deadline/files/solution/decisions.ts'
import { start as starter } from '../deadline/files/starter/decisions.ts'
import { deadline } from '../deadline/lab.ts'
import { metered } from '../rigs/metered.ts'
import { grade } from './grade.ts'
import { readReplayCode, replayCode } from './replay-code.ts'
import { personalSeeds, publicSeeds, seedCommitment } from './seeds.ts'
import { shrink } from './shrink.ts'

describe('seeds', () => {
  const owner = { learner: 'ada', lab: 'deadline', version: '1.0.0', attempt: 1 }
  it('of a person are theirs, and the same again; nobody else’s, and no other lab’s or attempt’s', () => {
    const ours = personalSeeds('secret', owner, 30)
    expect(personalSeeds('secret', { ...owner }, 30)).toEqual(ours)
    expect(new Set(ours).size).toBe(30)
    const others = [
      personalSeeds('other secret', owner, 30),
      ...[{ learner: 'bea' }, { lab: 'retry' }, { version: '1.0.1' }, { attempt: 2 }].map((it) =>
        personalSeeds('secret', { ...owner, ...it }, 30),
      ),
    ]
    for (const seeds of others) expect(seeds.some((it) => ours.includes(it))).toBe(false)
  })

  it('cannot be taken apart and put together again as another’s', () => {
    const one = personalSeeds('s', { ...owner, learner: 'a","b' }, 1)
    expect(personalSeeds('s', { ...owner, learner: 'a', lab: 'b","deadline' }, 1)).not.toEqual(one)
  })

  it('are committed to by a hash', () => {
    expect(seedCommitment(publicSeeds(3))).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(seedCommitment([1, 23])).not.toBe(seedCommitment([12, 3]))
  })

  it('draw scenarios within the published form', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (seed) => {
        const scenario = deadline.scenario(seed)
        expect(deadline.schema.parse(scenario)).toEqual(scenario)
        expect(readReplayCode(deadline, replayCode(deadline, scenario))).toEqual(scenario)
      }),
    )
  })
})

describe('a replay code', () => {
  it('that is damaged, of another lab or made to be large is none', () => {
    const code = replayCode(deadline, deadline.scenario(1))
    const bomb = replayCode(deadline, { seed: 1, faults: [], requests: Array(400_000).fill(0) })
    const other = replayCode({ slug: 'retry', version: '1.0.0' }, deadline.scenario(1))
    const prototype = replayCode(
      deadline,
      JSON.parse('{"seed":1,"faults":[],"requests":[],"__proto__":1}'),
    )
    for (const it of [
      '',
      'deadline',
      code.slice(0, -9),
      bomb,
      other,
      prototype,
      'x'.repeat(30_000),
    ])
      expect(readReplayCode(deadline, it)).toBeUndefined()
    fc.assert(
      fc.property(
        fc.string(),
        (text) => readReplayCode(deadline, `deadline@1.0.0.${text}`) === undefined,
      ),
    )
  })
})

it('shrinking leaves the faults and requests it takes, and no more', async () => {
  const scenario = { seed: 1, faults: [...'abcdefgh'], requests: [...'123456789'] }
  let runs = 0
  const smallest = await shrink(scenario, async ({ faults, requests }) => {
    runs++
    return faults.includes('c') && faults.includes('g') && requests.includes('7')
  })
  expect(smallest).toEqual({ seed: 1, faults: ['c', 'g'], requests: ['7'] })
  expect(runs).toBeLessThan(60)
  let asked = 0
  await shrink(scenario, async () => ++asked > 1_000, 10)
  expect(asked).toBeLessThanOrEqual(11)
})

describe('grading', () => {
  it('answers the same twice, and tells how far it is', async () => {
    const progress: number[] = []
    const reports = [
      await grade(deadline, starter, publicSeeds(5), { progressed: (runs) => progress.push(runs) }),
      await grade(deadline, starter, publicSeeds(5)),
    ]
    expect(reports[0]).toEqual(reports[1])
    expect(progress[0]).toBe(1)
    expect(progress.length).toBeGreaterThan(5)
  })

  it('a service that fails once and not again is not let through', async () => {
    let runs = 0
    const { verdict, failure } = await grade(
      deadline,
      (ports) => (runs++ === 2 ? starter : solution)(ports),
      publicSeeds(10),
    )
    expect({ verdict, code: failure?.code, seed: failure?.seed }).toEqual({
      verdict: 'fail',
      code: 'NOT_REPEATABLE',
      seed: 3,
    })
  })
})

it('ports that are counted say what is held, however it is let go', async () => {
  const world = new VirtualWorld({ seed: 1 })
  await world.host('server', async ({ transport }) => {
    await transport.serve('server', async () => ({ status: 200, headers: {}, body: '' }))
  })
  const subject = async (given: Ports) => {
    const { ports, held } = metered(given)
    const { clock, transport } = ports
    const stop = new AbortController()
    const cancelled = clock.after(50, () => {})
    clock.after(10, () => {})
    const asleep = clock.sleep(1_000, stop.signal).catch(() => 'woken')
    expect(held()).toEqual({ timers: 3, calls: 0 })
    cancelled.cancel()
    cancelled.cancel()
    stop.abort()
    expect(await asleep).toBe('woken')
    expect(held()).toEqual({ timers: 1, calls: 0 })
    const call = { to: 'server', method: 'GET', path: '/', deadline: clock.now() + 500 }
    const answered = transport.call(call)
    const lost = transport.call({ ...call, to: 'nobody' }).catch(() => 'lost')
    expect(held().calls).toBe(2)
    await Promise.all([answered, lost])
    expect(held()).toEqual({ timers: 0, calls: 0 })
  }
  await world.run(() => world.host('subject', subject))
  await world.stop()
})
