import { type Random, seededRandom } from '@watertight/ports'
import { drawFaults } from '@watertight/ports/virtual'
import type { Fault, System } from '../bureaus/faults.ts'
import { startOrigination } from '../origination/service.ts'
import { syntheticApplication } from '../traffic/synthetic-application.ts'
import { type Lending, lendingHosts, withLending } from './lending.ts'

const applications = 6
const troubleMs = 40_000
/** The world begins on this day. */
const today = '2026-01-01'
/** Applications of this day have one day left until the bureaus' time is up. */
const almostOverdue = '2025-12-08'
const dayMs = 86_400_000

const bureauFaults: readonly Fault[] = [
  ...(['none', 'none', 'fail', 'hang', 'slow', 'lose-answer', 'answer-twice', 'garbled'] as const),
  ...(['late', 'stale', 'too-old', 'newer-dialect', 'new-dialect'] as const),
]
const listFaults: readonly Fault[] = [
  ...(['none', 'none', 'none', 'fail', 'hang', 'slow', 'lose-answer'] as const),
  ...(['answer-twice', 'garbled', 'stale', 'doubtful', 'new-words'] as const),
]

const pick = <T>(random: Random, list: readonly T[]): T =>
  list[Math.floor(random.next() * list.length)] as T

export type Ending = 'heals' | 'heals late'

/** What one trial leaves behind. */
export interface Trial {
  readonly lending: Lending
  readonly ids: readonly string[]
  readonly withdrawn: ReadonlySet<string>
  readonly ending: Ending
}

/**
 * Some applications while bureaus and sanctions list fail in every way they know, all drawn from the seed; resolves when nothing is left
 * to be done but for people, and answers what `look` makes of it. Every third trial has a network that fails as well; in every fifth the bureaus
 * come back when the time for a decision is over, and people have what there was.
 */
export function trial<T>(
  seed: number,
  look: (trial: Trial) => Promise<T>,
  origination = startOrigination,
): Promise<T> {
  const random = seededRandom(seed * 7_919)
  const ending: Ending = seed % 5 === 0 ? 'heals late' : 'heals'
  const faults = seed % 3 === 0 ? drawFaults(random.next, lendingHosts, 6, troubleMs) : []
  const limitMs = ending === 'heals' ? dayMs / 4 : 4 * dayMs
  return withLending(
    async (lending) => {
      const { ask, sleep } = lending
      const set = (system: System, fault: Fault) =>
        ask('bureaus', `/faults/${system}`, { fault }, `${system}-${lending.ports.clock.now()}`)
      const trouble = async (system: System, list: readonly Fault[]) => {
        const end = lending.ports.clock.now() + troubleMs
        while (lending.ports.clock.now() < end) {
          await set(system, pick(random, list))
          await sleep(500 + random.next() * 12_000)
        }
      }
      const withdrawn = new Set<string>()
      const ids: string[] = []
      const applying = Array.from({ length: applications }, async (_, n) => {
        await sleep(random.next() * troubleMs)
        const receivedOn = ending === 'heals' ? today : almostOverdue
        const id = await apply(lending, seed * 100 + n, receivedOn, random)
        ids.push(id)
        if (random.next() > 0.12) return
        await sleep(random.next() * 30_000)
        const because = { because: 'another house was found' }
        const path = `/loan-application/${id}/withdraw-application`
        if ((await ask('origination', path, because)).status === 201) withdrawn.add(id)
      })
      await Promise.all([
        trouble('northstar', bureauFaults),
        trouble('meridian', bureauFaults),
        trouble('sanctions', listFaults),
        ...applying,
      ])
      await set('sanctions', 'none')
      const both = async (fault: Fault) => {
        await set('northstar', fault)
        await set('meridian', fault)
      }
      if (ending === 'heals late') {
        await both(pick(random, ['fail', 'hang', 'stale', 'newer-dialect', 'new-dialect'] as const))
        await clearMatches(lending)
        await until(lending, ids, hasAnswer, 1_800_000)
      }
      await both('none')
      await clearMatches(lending)
      await until(lending, ids, isSound, ending === 'heals' ? 5_000 : 600_000)
      return look({ lending, ids, withdrawn, ending })
    },
    { seed, faults, limitMs, origination },
  )
}

/** Sends an application, and later what it lacks. */
async function apply(
  { ask, sleep }: Lending,
  index: number,
  receivedOn: string,
  random: Random,
): Promise<string> {
  const { id, items, later: lacking, ...application } = syntheticApplication(1, index, today)
  // what is almost overdue has been complete since it came in
  const [at, later] = receivedOn === today ? [items, lacking] : [{ ...items, ...lacking }, {}]
  const body = { ...application, items: at, receivedOn }
  const { status, said } = await ask('origination', `/admission/${id}/submit-application`, body)
  if (status !== 201) throw new Error(`${id}: ${JSON.stringify(said)}`)
  if (Object.keys(later).length === 0) return id
  await sleep(random.next() * 5_000)
  const path = `/loan-application/${id}/provide-items`
  // its file may not be open yet
  for (let n = 0; n < 200; n++) {
    const answer = await ask('origination', path, { items: later })
    if (answer.status === 201) return id
    await sleep(200)
  }
  throw new Error(`${id} does not take ${Object.keys(later)}`)
}

/** Two people look at what the list held, and find that it is somebody else. */
async function clearMatches({ ask, sleep }: Lending): Promise<void> {
  for (let calm = 0; calm < 10; ) {
    const { said } = await ask('origination', '/matches')
    calm = said.matches.length === 0 ? calm + 1 : 0
    for (const { application } of said.matches) {
      const path = `/party-screening/${application}`
      const judged = { by: 'ana', verdict: 'false-match', because: 'another birthday' }
      await ask('origination', `${path}/judge-match`, judged)
      await ask('origination', `${path}/confirm-judgement`, { by: 'ben' })
    }
    await sleep(1_000)
  }
}

const ended = new Set(['referred', 'approved', 'counter-offered', 'declined', 'withdrawn'])

type Look = (lending: Lending, id: string) => Promise<boolean>

/** It has a decision, or is with people, or is withdrawn. */
const hasAnswer: Look = async ({ ask }, id) =>
  ended.has((await ask('origination', `/read/applications/${id}`)).said.state)

/** And if it is with people, not because of what a bureau did not say. */
const isSound: Look = async (lending, id) => {
  const { state } = (await lending.ask('origination', `/read/applications/${id}`)).said
  if (state !== 'referred') return ended.has(state)
  const { said } = await lending.ask('underwriting', `/decisions/${id}/why`)
  return said.degraded.length === 0
}

/** Waits until it is so of every application. */
async function until(lending: Lending, ids: readonly string[], is: Look, stepMs: number) {
  for (;;) {
    const all = await Promise.all(ids.map((id) => is(lending, id)))
    if (all.every(Boolean)) return
    await lending.sleep(stepMs)
  }
}
