import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os'

/** Where the figures were taken. The load says how far to trust absolute ones. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGb: number
  readonly system: string
  readonly node: string
  readonly v8: string
  /** Of the minute before. */
  readonly loadBefore: number
  readonly loadAfter: number
  readonly seconds: number
}

/** Notes the load now; the answer completes the description after the run. */
export function describeMachine(): () => Machine {
  const load = () => Number((loadavg()[0] ?? 0).toFixed(2))
  const loadBefore = load()
  const start = performance.now()
  return () => ({
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch} ${release()}`,
    node: process.version,
    v8: process.versions.v8,
    loadBefore,
    loadAfter: load(),
    seconds: Math.round((performance.now() - start) / 1000),
  })
}
