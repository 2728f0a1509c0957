import { quantile } from './statistics.ts'

/** Something to be called over and over, one call after the other. */
export type Call = () => Promise<unknown>

export interface Budget {
  readonly rounds: number
  readonly sliceMs: number
  readonly warmUpMs: number
}

export interface Cost {
  /** Of one call, the tenth percentile of all slices: what disturbs a shared machine only adds. */
  readonly ns: number
  readonly medianNs: number
}

type Loop = (call: Call, times: number) => Promise<number>

/** A loop with code of its own. One loop for all would see every callee, stop inlining, and slow the fast ones most. */
function ownLoop(name: string): Loop {
  return new Function(`/* ${name} */ return async (call, times) => {
    const start = performance.now()
    for (let i = 0; i < times; i++) await call()
    return performance.now() - start
  }`)()
}

interface Lane {
  readonly name: string
  readonly call: Call
  readonly loop: Loop
  readonly samples: number[]
  times: number
  /** Takes part in every so manieth round. */
  every: number
}

/** Times every case in short slices that take turns, so that what else the machine does meets all alike. */
export async function takeTurns<Name extends string>(
  cases: Readonly<Record<Name, Call>>,
  budget: Budget,
): Promise<Record<Name, Cost>> {
  const lanes: Lane[] = []
  for (const [name, call] of Object.entries<Call>(cases)) {
    const loop = ownLoop(name)
    lanes.push({ name, call, loop, samples: [], ...(await warmUp(call, loop, budget)) })
  }
  for (let round = 0; round < budget.rounds; round++)
    for (let i = 0; i < lanes.length; i++) {
      // whoever follows a slow one starts with cold caches: not always the same
      const lane = lanes[(i + round) % lanes.length] as Lane
      if (round % lane.every !== 0) continue
      lane.samples.push(((await lane.loop(lane.call, lane.times)) * 1e6) / lane.times)
    }
  const costs = lanes.map(({ name, samples }) => [
    name,
    { ns: quantile(samples, 0.1), medianNs: quantile(samples, 0.5) },
  ])
  return Object.fromEntries(costs)
}

async function warmUp(call: Call, loop: Loop, { rounds, sliceMs, warmUpMs }: Budget) {
  let times = 1
  let ms = await loop(call, 1)
  for (let spent = ms; spent < warmUpMs; spent += ms) {
    if (ms < sliceMs) times *= 2
    ms = await loop(call, times)
  }
  const perCall = ms / times
  const every = Math.min(Math.ceil(perCall / (5 * sliceMs)), Math.max(1, Math.floor(rounds / 5)))
  return { times: Math.max(1, Math.round(sliceMs / perCall)), every }
}

/** Bytes a call leaves on the heap before any collection: the process needs `--expose-gc` and a young space that holds them all. */
export async function bytesPerCall(call: Call, times: number): Promise<number> {
  const loop = ownLoop('bytes')
  await loop(call, times)
  const samples: number[] = []
  for (let i = 0; i < 7; i++) {
    globalThis.gc?.()
    const before = process.memoryUsage().heapUsed
    await loop(call, times)
    samples.push((process.memoryUsage().heapUsed - before) / times)
  }
  return quantile(samples, 0.5)
}
