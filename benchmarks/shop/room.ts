import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importInto } from '../../case-studies/shop/flow/importing.ts'
import { type System, startSystem } from '../../case-studies/shop/flow/system.ts'
import { check } from '../measure/check.ts'
import { median } from '../measure/statistics.ts'
import type { Measured } from '../report/figure.ts'
import { cpuOf } from './cpu.ts'
import { madeUpMonth } from './made-up-month.ts'

interface Imported {
  readonly perSecond: number
  readonly orders: number
  /** CPU of each process for one order, in milliseconds; none where the machine does not tell. */
  readonly cpuMs: Readonly<Record<string, number>>
}

/** A month of orders through the whole shop as `npm start` runs it, on SQLite and the feed. There is no peer that completes the same. */
export default async function shop({ quick }: { quick: boolean }): Promise<Measured> {
  // /tmp is memory on some machines, and memory is no disk
  const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'watertight-shop-'))
  const real = quick ? undefined : process.env.WATERTIGHT_ONLINE_RETAIL
  const file = real ?? join(folder, 'made-up-month.csv')
  if (real === undefined) writeFileSync(file, madeUpMonth(quick ? 200 : undefined))
  try {
    const runs: Imported[] = []
    for (let run = 0; run < (quick ? 1 : 3); run++)
      runs.push(await imported(file, join(folder, `run-${run}`)))
    return {
      figures: [
        {
          id: 'import-orders-per-second',
          value: median(runs.map(({ perSecond }) => perSecond)),
          unit: 'orders/s',
          goal: 200,
          better: 'higher',
          peers: {},
          what: `${real ? 'December 2010' : 'a made-up month'} imported into the running shop, from the first POST to the last order settled`,
          note: 'the clock on the wall: seven services and the import share the cores of the machine',
        },
      ],
      proof: { orders: runs.map(({ orders }) => orders), deliveredAndChargedOnce: true },
      medians: {
        cpuMsPerOrder: Object.fromEntries(
          Object.keys(runs[0]?.cpuMs ?? {}).map((name) => [
            name,
            median(runs.map(({ cpuMs }) => cpuMs[name] ?? Number.NaN)),
          ]),
        ),
      },
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Report {
  readonly batch: string
  readonly seconds: number
  readonly file: { readonly orders: number }
}

async function imported(file: string, data: string): Promise<Imported> {
  const system = await startSystem({ data })
  try {
    await system.post('/traffic', { paused: true })
    const before = cpuOfAll(system)
    const { child, ended } = importInto(system, file)
    const importing = watched(child.pid)
    const { code, report, said } = await ended
    const client = importing()
    check(code === 0, `the import ended with ${code}: ${said}`)
    const after = cpuOfAll(system)
    const { batch, seconds, file: of } = report as Report
    const { orders } = of
    check((await deliveredOf(system, batch)) === orders, 'not every order was delivered')
    check((await chargedOf(system, batch)) === `${orders}, 0 twice`, 'not every order was charged')
    const perOrder = (ms: number) => ms / orders
    const cpuMs = Object.fromEntries(
      Object.entries(after).map(([name, ms]) => [name, perOrder(ms - (before[name] ?? 0))]),
    )
    return { orders, perSecond: orders / seconds, cpuMs: { ...cpuMs, import: perOrder(client) } }
  } finally {
    await system.stop()
  }
}

async function deliveredOf(system: System, batch: string): Promise<number> {
  const path = `/api/orders/figures?batch=${batch}`
  return (await system.get<{ readonly delivered: number }>(path)).delivered
}

async function chargedOf(system: System, batch: string): Promise<string> {
  type Card = { readonly charges: number; readonly twice: number }
  const { charges, twice } = await system.get<Card>(`/api/card-network/figures?label=${batch}`)
  return `${charges}, ${twice} twice`
}

function cpuOfAll(system: System): Record<string, number> {
  const all: Record<string, number> = {}
  for (const [name, { pid }] of Object.entries(system.run().services)) all[name] = cpuOf(pid)
  return all
}

/** Looks at a process until it is asked what that has used: one that has ended tells nothing any more. */
function watched(pid: number | undefined): () => number {
  let last = 0
  const looking = setInterval(() => {
    last = (pid === undefined ? 0 : cpuOf(pid)) || last
  }, 50)
  return () => {
    clearInterval(looking)
    return last
  }
}
