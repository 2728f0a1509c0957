import { readFileSync } from 'node:fs'
import { seeded } from '../src/proof/seeded.ts'
import { type Mutant, mutantsOf } from './mutate.ts'
import { type Tried, tryAll } from './pool.ts'
import { explained, type Judgement, judge } from './survivors.ts'

/** What is mutated: all that the breaker consists of. */
const sources = [
  'state.ts',
  'window.ts',
  'contents.ts',
  'permit.ts',
  'in-flight.ts',
  'circuit-breaker.ts',
  'tallies.ts',
  'mode.ts',
  'modes.ts',
  'running.ts',
  'saved.ts',
  'manage.ts',
  'snapshot.ts',
  'options.ts',
]

const longestMs = 60_000

export interface Report extends Judgement {
  readonly tried: readonly Tried[]
  readonly of: number
}

/** Tries every mutant of the breaker, or a sample, and those whose name holds a text. */
export async function runMutants({
  sample,
  seed = 1,
  named = '',
  workers = 2,
  onTried = () => {},
}: {
  readonly sample?: number
  readonly seed?: number
  readonly named?: string
  readonly workers?: number
  /** Hears of each as it comes. */
  readonly onTried?: (tried: Tried) => void
}): Promise<Report> {
  const all = sources.flatMap((file) =>
    mutantsOf(
      file,
      readFileSync(new URL(`../src/circuit-breaker/${file}`, import.meta.url), 'utf8'),
    ),
  )
  const wanted = all.filter((it) => it.name.includes(named))
  // how long it takes without a mistake says how long is too long with one
  const begun = performance.now()
  const [first] = await tryAll([untouched], { workers: 1, limitMs: longestMs })
  if (first?.killedBy !== undefined)
    throw new Error(`without a mutation the tests fail: ${first.killedBy}`)
  const limitMs = Math.min(longestMs, 1_000 + 4 * (performance.now() - begun))
  const tried = await tryAll(drawn(wanted, sample, seed), { workers, limitMs, onTried })
  const names = new Set(all.map((it) => it.name))
  return { tried, of: all.length, ...judge(tried, explained(), names) }
}

const untouched: Mutant = { name: 'nothing', file: 'nothing', source: '' }

function drawn(mutants: readonly Mutant[], sample: number | undefined, seed: number): Mutant[] {
  if (sample === undefined) return [...mutants]
  const chance = seeded(seed)
  return mutants
    .map((mutant) => ({ mutant, place: chance() }))
    .toSorted((a, b) => a.place - b.place)
    .slice(0, sample)
    .map(({ mutant }) => mutant)
}
