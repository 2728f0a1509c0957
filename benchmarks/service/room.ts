import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Rounds, takeRounds } from '../eventstore/lanes.ts'
import { median, quantile } from '../measure/statistics.ts'
import type { Figure, Measured } from '../report/figure.ts'
import { type Client, client, connections } from './client.ts'

type Name =
  | typeof keyed
  | 'ours'
  | 'bare'
  | 'bare, validating'
  | 'NestJS + Emmett'
  | 'Fastify + Emmett'
  | 'NestJS + Emmett, as shipped'

const peer = 'NestJS + Emmett'
const keyed = 'ours, Idempotency-Key'

/** Our hosted context beside NestJS CQRS and Fastify on Emmett, and beside a bare route on our own event store: the same order over HTTP, on SQLite. */
export default async function service({ quick }: { quick: boolean }): Promise<Measured> {
  // /tmp is memory on some machines, and memory is no disk
  const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'watertight-bench-'))
  const at = (name: string) => join(folder, name)
  const clients: Record<Name, Client> = {
    [keyed]: client('./ours.ts', [at('key')], { withKey: true }),
    ours: client('./ours.ts', [at('ours')]),
    bare: client('./bare.ts', [at('bare')]),
    'bare, validating': client('./bare.ts', [at('validating'), 'validating']),
    'NestJS + Emmett': client('./nest-emmett.ts', [at('nest'), 'queued']),
    'Fastify + Emmett': client('./fastify-emmett.ts', [at('fastify')]),
    'NestJS + Emmett, as shipped': client('./nest-emmett.ts', [at('shipped'), 'as-shipped']),
  }
  try {
    const lanes = mapped(clients, ({ lane }) => lane)
    // a server that was started a moment ago is not yet compiled
    await takeRounds(lanes, 0, quick ? 300 : 3_000)
    const rounds = await takeRounds(lanes, quick ? 4 : 15, quick ? 200 : 300)
    // without the slow ones, and in short slices: whatever else the machine does meets these alike
    const { [keyed]: ours, ours: unkeyed, bare, 'bare, validating': validating } = lanes
    await takeRounds({ ours, unkeyed, bare, validating }, quick ? 10 : 100, 100)
    const stored: Record<string, number | string> = {}
    for (const [name, one] of Object.entries(clients))
      stored[name] = rounds.failed[name as Name] ?? (await one.verify())
    // what disturbs a shared machine only adds, and so does warming up
    const cpuUs = mapped(clients, (one) => quantile(one.cpuUs, 0.25))
    return {
      figures: [placeOrder(rounds), frameworkCost(rounds, cpuUs)],
      proof: { acceptedIsStoredOnce: stored, connections },
      medians: {
        commandsPerSecond: rounds.perSecond,
        cpuUsPerCommand: mapped(clients, (one) => median(one.cpuUs)),
      },
    }
  } finally {
    for (const one of Object.values(clients)) await one.end()
    rmSync(folder, { recursive: true, force: true })
  }
}

function placeOrder({ ratio, failed }: Rounds<Name>): Figure {
  const beside = (name: Name) => ratio(name, peer) ?? failed[name] ?? 'completes alone'
  const limit = ratio('bare', peer)
  return {
    id: 'place-order-vs-peer',
    value: ratio(keyed, peer) ?? null,
    peerFailed: failed[peer] !== undefined,
    unit: `x ${peer}`,
    goal: 5,
    better: 'higher',
    peers: {
      'ours, no key': beside('ours'),
      'bare, validating': beside('bare, validating'),
      'Fastify + Emmett': beside('Fastify + Emmett'),
      'NestJS + Emmett, as shipped': beside('NestJS + Emmett, as shipped'),
    },
    ...(limit !== undefined && { limit }),
    what: `place order over HTTP at ${connections} connections: accepted commands a second, with an Idempotency-Key, against NestJS CQRS on Fastify and Emmett, which have none; all on SQLite, WAL with synchronous FULL`,
    note: 'Emmett has one connection and appends one after the other; as shipped, with a connection for each call, it does not complete. The limit is a Fastify route that appends to our event store',
  }
}

function frameworkCost({ failed }: Rounds<Name>, cpuUs: Readonly<Record<Name, number>>): Figure {
  const beside = (name: Name) => failed[name] ?? cpuUs[name] / cpuUs.bare
  return {
    id: 'framework-cost-ratio',
    value: cpuUs.ours / cpuUs.bare,
    unit: 'x CPU of bare',
    goal: 1.3,
    better: 'lower',
    peers: {
      [keyed]: beside(keyed),
      'bare, validating': beside('bare, validating'),
      'NestJS + Emmett': beside('NestJS + Emmett'),
      'Fastify + Emmett': beside('Fastify + Emmett'),
    },
    limit: 1,
    what: 'CPU of the serving process for one accepted command, all its threads, against a Fastify route that parses the body and appends it to our event store',
    note: 'neither has an Idempotency-Key; ours validates command and event and loads the stream, bare does not',
  }
}

function mapped<K extends string, A, B>(
  from: Readonly<Record<K, A>>,
  to: (value: A) => B,
): Record<K, B> {
  const entries = Object.entries<A>(from).map(([name, value]) => [name, to(value)])
  return Object.fromEntries(entries)
}
