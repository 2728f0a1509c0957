import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileStorage } from '@watertight/ports/node'
import type { Figure, Measured } from '../report/figure.ts'
import type { Rounds } from './lanes.ts'
import { type Large, largeLog, type Projected, project } from './large.ts'
import { type OnPostgres, onPostgres } from './postgres.ts'
import { type Appends, type ReadLane, sqliteAppends, sqliteReads } from './sqlite.ts'

/** Our event store on SQLite and PostgreSQL beside the raw limits of this disk, Emmett and message-db. */
export default async function eventstore({ quick }: { quick: boolean }): Promise<Measured> {
  // /tmp is memory on some machines, and memory is no disk
  const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'watertight-bench-'))
  const storage = fileStorage(folder)
  try {
    const pace = quick ? { rounds: 3, sliceMs: 150 } : { rounds: 11, sliceMs: 300 }
    const appends = await sqliteAppends(storage, join(folder, 'emmett-appends'), pace)
    const reads = await sqliteReads(storage, join(folder, 'emmett-reads'), pace)
    const large = await largeLog(storage, quick ? 30_000 : 1_000_000, quick ? 10 : 60)
    const projected = await project(storage, quick ? 20_000 : 100_000, quick ? 1 : 5)
    const onServer = await onPostgres(pace, quick ? 50 : 400)
    return {
      figures: [
        ...appendFigures(appends),
        ...readFigures(reads),
        ...postgresFigures(onServer),
        ...largeFigures(large, projected),
        ...delayFigures(appends),
      ],
      proof: {
        acknowledgedIsStored: { sqlite: appends.verified, postgres: onServer.verified },
        conditions: large.proof,
        projectedRows: projected.rows,
        postgres: onServer.version,
      },
      medians: {
        note: 'events a second',
        sqlite: appends.rounds.perSecond,
        read: reads.perSecond,
        postgres: onServer.rounds.perSecond,
        appendCpuUs: large.appendUs,
      },
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A peer's ratio, or why there is none. */
function beside<Name extends string>(rounds: Rounds<Name>, name: Name, to: Name): number | string {
  return rounds.ratio(name, to) ?? `${rounds.failed[name]}`
}

function faster<Name extends string>(rounds: Rounds<Name>, ours: Name, peer: Name) {
  const value = rounds.ratio(ours, peer)
  return value === undefined
    ? { value: null, peerFailed: true, note: `the peer cannot complete: ${rounds.failed[peer]}` }
    : { value }
}

const higher = { better: 'higher' } as const

const finite = (value: number) => (Number.isFinite(value) ? value : null)

function appendFigures({ rounds }: Appends): Figure[] {
  const figure = (
    id: string,
    kind: 'sequential' | 'concurrent' | 'batch',
    goal: number,
    unit: string,
    what: string,
  ): Figure => {
    const raw = kind === 'batch' ? 'raw batch' : 'raw single'
    return {
      id,
      value: rounds.ratio(`ours ${kind}`, raw) ?? null,
      unit,
      goal,
      ...higher,
      peers: {
        'ours, writer thread': beside(rounds, `ours, thread ${kind}`, raw),
        Emmett: beside(rounds, `emmett ${kind}`, raw),
      },
      limit: 1,
      what,
    }
  }
  return [
    figure(
      'sqlite-sequential-ratio',
      'sequential',
      0.6,
      'of raw',
      'durable single appends against one raw durable SQLite transaction per event',
    ),
    figure(
      'sqlite-32-ratio',
      'concurrent',
      5,
      'x raw one-per-transaction',
      '32 concurrent appenders, durable',
    ),
    {
      id: 'sqlite-32-vs-emmett',
      ...faster(rounds, 'ours concurrent', 'emmett concurrent'),
      unit: 'x faster',
      goal: 30,
      ...higher,
      peers: {},
      what: 'the same against Emmett on SQLite; BUSY retried',
    },
    figure(
      'sqlite-batch100-ratio',
      'batch',
      0.75,
      'of raw',
      'appends of 100 events against raw groups of 100',
    ),
  ]
}

function readFigures(rounds: Rounds<ReadLane>): Figure[] {
  return [
    {
      id: 'rehydrate-parse-ratio',
      value: rounds.ratio('ours', 'parse only') ?? null,
      unit: 'of JSON.parse only',
      goal: 0.55,
      ...higher,
      peers: { Emmett: beside(rounds, 'emmett', 'parse only') },
      limit: 1,
      what: 'read a 1,000-event stream with envelopes, events for each second of CPU',
    },
    {
      id: 'rehydrate-vs-emmett',
      ...faster(rounds, 'ours', 'emmett'),
      unit: 'x faster',
      goal: 6,
      ...higher,
      peers: {},
      what: 'the same against Emmett on SQLite',
    },
  ]
}

function postgresFigures({ rounds, cpu, handlerMs, version }: OnPostgres): Figure[] {
  return [
    {
      id: 'postgres-32-ratio',
      value: rounds.ratio('ours', 'raw') ?? null,
      unit: 'x 32-connection limit',
      goal: 3,
      ...higher,
      peers: {
        Emmett: beside(rounds, 'emmett', 'raw'),
        'message-db, one category': beside(rounds, 'message-db, one category', 'raw'),
        'message-db, 32 categories': beside(rounds, 'message-db, 32 categories', 'raw'),
      },
      limit: 1,
      what: `32 concurrent appenders against 32 connections inserting one row per transaction; PostgreSQL ${version}`,
    },
    {
      id: 'postgres-32-vs-emmett',
      ...faster(rounds, 'ours', 'emmett'),
      unit: 'x faster',
      goal: 7,
      ...higher,
      peers: {},
      what: 'the same against Emmett on PostgreSQL',
    },
    {
      id: 'postgres-32-cpu-ratio',
      value: finite(cpu.raw),
      unit: 'x less CPU than the limit',
      goal: null,
      ...higher,
      peers: { Emmett: Number.isFinite(cpu.emmett) ? cpu.raw / cpu.emmett : 'not measured' },
      limit: 1,
      what: 'the same work by the CPU that client and server spend on an event',
    },
    {
      id: 'postgres-commit-to-handler-p50-ms',
      value: handlerMs.p50,
      unit: 'ms',
      goal: 2,
      better: 'lower',
      peers: {},
      what: 'append answered to live subscriber called, the subscriber in a store of its own',
      note: `p99 ${handlerMs.p99.toFixed(1)} ms`,
    },
  ]
}

function largeFigures(large: Large, projected: Projected): Figure[] {
  const events = large.events.toLocaleString('en')
  return [
    {
      id: 'projection-events-per-second',
      value: projected.perSecond,
      unit: 'events/s',
      goal: 100_000,
      ...higher,
      peers: {},
      what: 'async projection with upsert and checkpoint in one transaction',
    },
    {
      id: 'condition-added-us',
      value: large.conditionUs,
      unit: 'us',
      goal: 10,
      better: 'lower',
      peers: {},
      what: `added work of a two-tag append condition at ${events} events: CPU of an append with it less CPU of one without`,
    },
    {
      id: 'append-growth',
      value: large.growth,
      unit: 'x',
      goal: 1.3,
      better: 'lower',
      peers: {},
      what: `cost of an append at ${events} events against 10,000`,
    },
  ]
}

function delayFigures({ delay }: Appends): Figure[] {
  return [
    {
      id: 'event-loop-delay-p99-ms',
      value: delay.main,
      unit: 'ms',
      goal: 10,
      better: 'lower',
      peers: { 'ours, writer thread': delay.thread },
      what: 'event-loop delay with 32 appenders, the writer on the main thread',
    },
  ]
}
