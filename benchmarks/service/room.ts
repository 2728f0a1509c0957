import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Rounds, takeRounds } from '../eventstore/lanes.ts'
import { median } from '../measure/statistics.ts'
import type { Figure, Measured } from '../report/figure.ts'
import { type Client, client, connections } from './client.ts'

type Name =
  | 'ours'
  | 'ours, no key'
  | 'bare'
  | 'bare, validating'
  | 'NestJS + Emmett'
  | 'Fastify + Emmett'
  | 'NestJS + Emmett, as shipped'

/** Our hosted context beside NestJS CQRS and Fastify on Emmett, and beside a bare route on our own event store: the same order over HTTP, on SQLite. */
export default async function service({ quick }: { quick: boolean }): Promise<Measured> {
  // /tmp is memory on some machines, and memory is no disk
  const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'watertight-bench-'))
  const at = (name: string) => join(folder, name)
  try {
    const clients: Record<Name, Client> = {
      ours: await client('./ours.ts', [at('ours')], { withKey: true }),
      'ours, no key': await client('./ours.ts', [at('no-key')]),
      bare: await client('./bare.ts', [at('bare')]),
      'bare, validating': await client('./bare.ts', [at('validating'), 'validating']),
      'NestJS + Emmett': await client('./nest-emmett.ts', [at('nest'), 'queued']),
      'Fastify + Emmett': await client('./fastify-emmett.ts', [at('fastify')]),
      'NestJS + Emmett, as shipped': await client('./nest-emmett.ts', [
        at('shipped'),
        'as-shipped',
      ]),
    }
    const lanes = mapped(clients, ({ lane }) => lane)
    const rounds = await takeRounds(lanes, quick ? 4 : 15, quick ? 200 : 500)
    const stored: Record<string, number | string> = {}
    for (const [name, one] of Object.entries(clients))
      stored[name] = rounds.failed[name as Name] ?? (await one.verify())
    for (const one of Object.values(clients)) await one.end()
    // the first round warms up
    const cpu = mapped(clients, ({ cpuUs }) => cpuUs.slice(1))
    return {
      figures: [placeOrder(rounds), frameworkCost(rounds, cpu)],
      proof: { acceptedIsStoredOnce: stored, connections },
      medians: {
        commandsPerSecond: rounds.perSecond,
        cpuUsPerCommand: mapped(cpu, (samples) => median(samples)),
      },
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function placeOrder(rounds: Rounds<Name>): Figure {
  const peer = 'NestJS + Emmett'
  const beside = (name: Name) => rounds.ratio(name, peer) ?? `${rounds.failed[name]}`
  return {
    id: 'place-order-vs-peer',
    value: rounds.ratio('ours', peer) ?? null,
    unit: 'x NestJS + Emmett',
    goal: 5,
    better: 'higher',
    peers: {
      'ours, no key': beside('ours, no key'),
      'bare, validating': beside('bare, validating'),
      'Fastify + Emmett': beside('Fastify + Emmett'),
      'NestJS + Emmett, as shipped': beside('NestJS + Emmett, as shipped'),
    },
    limit: rounds.ratio('bare', peer) ?? Number.NaN,
    what: `place order over HTTP at ${connections} connections, accepted commands a second against NestJS CQRS on Fastify with Emmett on SQLite, all WAL with synchronous FULL; ours with an Idempotency-Key, which the peers do not have`,
    note: 'Emmett has one connection and one append after the other; with a connection for each call, as it is shipped, it does not complete',
  }
}

function frameworkCost(
  { failed }: Rounds<Name>,
  cpu: Readonly<Record<Name, readonly number[]>>,
): Figure {
  const ratio = (name: Name) =>
    median(cpu[name].map((us, round) => us / (cpu.bare[round] ?? Number.NaN)))
  const beside = (name: Name) => failed[name] ?? ratio(name)
  return {
    id: 'framework-cost-ratio',
    value: failed['ours, no key'] ? null : ratio('ours, no key'),
    unit: 'x CPU of bare',
    goal: 1.3,
    better: 'lower',
    peers: {
      'ours, Idempotency-Key': beside('ours'),
      'bare, validating': beside('bare, validating'),
      'NestJS + Emmett': beside('NestJS + Emmett'),
      'Fastify + Emmett': beside('Fastify + Emmett'),
    },
    limit: 1,
    what: 'CPU of the serving process for one accepted command against a Fastify route that parses the body and appends it to our event store; neither with an Idempotency-Key',
    note: 'ours validates the command and the event and loads the stream; bare does none of this',
  }
}

function mapped<K extends string, A, B>(
  from: Readonly<Record<K, A>>,
  to: (value: A) => B,
): Record<K, B> {
  const entries = Object.entries<A>(from).map(([name, value]) => [name, to(value)])
  return Object.fromEntries(entries)
}
