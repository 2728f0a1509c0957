import { readFileSync } from 'node:fs'
import type pg from 'pg'
import { median } from '../measure/statistics.ts'
import type { Lane } from './lanes.ts'

/** Microseconds that the processes of this PostgreSQL have worked; NaN where the system does not tell. */
async function serverCpu(admin: pg.Pool): Promise<number> {
  const { rows } = await admin.query(`select pid from pg_stat_activity
    where backend_type in ('client backend', 'walwriter', 'checkpointer', 'background writer')`)
  try {
    const ns = rows.map(({ pid }) =>
      Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]),
    )
    return ns.reduce((sum, one) => sum + one, 0) / 1_000
  } catch {
    return Number.NaN
  }
}

export interface Metered extends Lane {
  /** Microseconds of CPU for each event, of this process and the server: of each slice but the first. */
  costs(): readonly number[]
}

/** What a lane costs beside how fast it is: others on the machine stretch the time, and least for whoever has the most processes. */
export function metered(inner: Lane, admin: pg.Pool): Metered {
  const costs: number[] = []
  return {
    async slice(ms) {
      const server = await serverCpu(admin)
      const own = process.cpuUsage()
      const start = performance.now()
      const rate = await inner.slice(ms)
      const events = (rate * (performance.now() - start)) / 1_000
      const { user, system } = process.cpuUsage(own)
      costs.push((user + system + (await serverCpu(admin)) - server) / events)
      return rate
    },
    costs: () => costs.slice(1),
  }
}

/** How many times as much the other costs: median of the ratios inside each round. */
export const timesCheaper = (ours: Metered, other: Metered): number =>
  median(ours.costs().map((cost, i) => (other.costs()[i] ?? Number.NaN) / cost))
