import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { type ProblemCode, problemTypes } from '../http/problem-types.ts'
import { fuzz } from './test-kit/fuzz.ts'
import { fuzzWire } from './test-kit/fuzz-wire.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** What is reachable, in MiB. */
function heldMiB(): number {
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 2 ** 20
}

const lives = [10_000, 90_000]
/** 80,000 requests may leave behind as much as 100 bytes each, rounded up. */
const mayGrowMiB = 8

it('a hundred thousand requests that mean no good do no harm, and nothing of them stays in memory', async () => {
  const seed = Number(process.env.WATERTIGHT_FUZZ_SEED ?? 20_261_129)
  const held: number[] = []
  const cpu = process.cpuUsage()
  const { problems, ...rest } = await fuzz({
    ...{ seed, lives, every: 10_000 },
    onEvery: () => held.push(heldMiB()),
  })
  const growth = (held.at(-1) as number) - (held[1] as number)
  const cpuS = (process.cpuUsage(cpu).user + process.cpuUsage(cpu).system) / 1e6
  // what is no HTTP never reaches a handler
  const wire = await fuzzWire({ seed, connections: 2_000 })
  const answers = (code: ProblemCode) => (problems[code] ?? 0) + (wire.problems[code] ?? 0)
  const codes = Object.keys(problemTypes) as ProblemCode[]
  console.log(
    `seed ${seed}`,
    rest,
    `held ${held.map((one) => one.toFixed(1))} MiB, ${cpuS.toFixed(0)} s of a processor`,
    wire,
  )
  console.table(Object.fromEntries(codes.map((code) => [code, { answers: answers(code) }])))
  expect(rest.requests).toBeGreaterThanOrEqual(100_000)
  expect(rest.carriedOut).toBeGreaterThanOrEqual(0.3 * rest.requests)
  // of defects there are only those of the route that is one
  expect(codes.filter((code) => answers(code) === 0)).toEqual([])
  expect(growth).toBeLessThan(mayGrowMiB)
}, 1_200_000)
