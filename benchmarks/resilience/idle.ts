import { createHook } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { circuitBreaker } from '@watertight/resilience'
import { CountBreaker, circuitBreaker as cockatiel, handleAll } from 'cockatiel'
import { Circuit, SlidingCountBreaker } from 'mollitia'
import Opossum from 'opossum'
import { hour, ok } from './work.ts'

export interface Idle {
  /** Of heap and of array buffers, for one. */
  readonly bytes: number
  /** That wait after a rest, of all. */
  readonly timers: number
  /** Share of a core used by all. */
  readonly cpu: number
}

const makers = {
  'ours, 100 calls': () => circuitBreaker({ name: 'idle', window: { calls: 100 } }),
  'ours, 10 buckets': () => circuitBreaker({ name: 'idle' }),
  cockatiel: () =>
    cockatiel(handleAll, {
      halfOpenAfter: hour,
      breaker: new CountBreaker({ threshold: 0.5, size: 100 }),
    }),
  opossum: () => new Opossum(ok),
  mollitia: () =>
    new Circuit({
      func: ok,
      options: { modules: [new SlidingCountBreaker({ slidingWindowSize: 100 })] },
    }),
}

export type Kind = keyof typeof makers

/** What so many breakers cost that nobody calls. */
export default async function idle(kind: Kind, many: number, restMs: number): Promise<Idle> {
  const make: () => unknown = makers[kind]
  make()
  await settle()
  const before = used()
  const kept = Array.from({ length: many }, make)
  await settle()
  const bytes = (used() - before) / kept.length
  const cpu = process.cpuUsage()
  const start = performance.now()
  await sleep(restMs)
  const { user, system } = process.cpuUsage(cpu)
  const ms = performance.now() - start
  return { bytes, timers: countTimers(make, 100) * (many / 100), cpu: (user + system) / 1_000 / ms }
}

function used(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** Timers that making so many leaves behind. Hooks see the unreferenced ones as well, which Node does not list, but cost memory. */
function countTimers(make: () => unknown, many: number): number {
  let timers = 0
  const hook = createHook({
    init: (_, type) => {
      if (type === 'Timeout') timers++
    },
    destroy: () => {},
  }).enable()
  for (let i = 0; i < many; i++) make()
  hook.disable()
  return timers
}

async function settle(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.()
    await sleep(20)
  }
}
