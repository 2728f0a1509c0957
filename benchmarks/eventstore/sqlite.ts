import { monitorEventLoopDelay } from 'node:perf_hooks'
import { sqlite } from '@watertight/eventstore/sqlite'
import type { Storage } from '@watertight/ports'
import { check } from '../measure/check.ts'
import { median } from '../measure/statistics.ts'
import { type Lane, type Rounds, takeRounds } from './lanes.ts'
import { appender, fillStreams, openStore, rehydrating } from './our-store.ts'
import { PeerProcess } from './peer.ts'
import { parseOnly, rawSqlite } from './raw-sqlite.ts'

export interface Pace {
  readonly rounds: number
  readonly sliceMs: number
}

export type AppendLane =
  | `raw ${'single' | 'batch'}`
  | `${'ours' | 'ours, thread' | 'emmett'} ${'sequential' | 'concurrent' | 'batch'}`

export interface Appends {
  readonly rounds: Rounds<AppendLane>
  /** p99 in milliseconds of each concurrent slice, its median. */
  readonly delay: Readonly<Record<'main' | 'thread', number>>
  readonly verified: Readonly<Record<string, number | string>>
}

/** Durable appends: ours on the main thread and with the writer thread, beside the raw limit and Emmett. */
export async function sqliteAppends(
  storage: Storage,
  emmettFile: string,
  { rounds, sliceMs }: Pace,
): Promise<Appends> {
  const raw = rawSqlite(storage)
  const mainStore = await openStore(sqlite({ storage, name: 'main', writer: 'main' }))
  const threadStore = await openStore(sqlite({ storage, name: 'thread', writer: 'thread' }))
  const [main, thread] = [appender(mainStore), appender(threadStore)]
  const emmett = new PeerProcess(new URL('./emmett-sqlite.ts', import.meta.url), emmettFile)
  // a process for each kind of work: when one ends it, the others still have theirs
  const emmettCrowd = new PeerProcess(
    new URL('./emmett-sqlite.ts', import.meta.url),
    `${emmettFile}-crowd`,
  )
  const [mainDelay, threadDelay] = [delays(main.lane(32, 1)), delays(thread.lane(32, 1))]
  const lanes: Record<AppendLane, Lane> = {
    'raw single': raw.single,
    'ours sequential': main.lane(1, 1),
    'ours, thread sequential': thread.lane(1, 1),
    'emmett sequential': emmett.lane('sequential'),
    'ours concurrent': mainDelay.lane,
    'ours, thread concurrent': threadDelay.lane,
    'emmett concurrent': emmettCrowd.lane('concurrent'),
    'raw batch': raw.batch,
    'ours batch': main.lane(1, 100),
    'ours, thread batch': thread.lane(1, 100),
    'emmett batch': emmett.lane('batch'),
  }
  const taken = await takeRounds(lanes, rounds, sliceMs)
  const verified = {
    raw: raw.verify(),
    ours: await main.verify(),
    'ours, thread': await thread.verify(),
    emmett: await emmett.ask('verify').catch(String),
  }
  await Promise.all([mainStore.close(), threadStore.close(), emmett.end(), emmettCrowd.end()])
  return {
    rounds: taken,
    delay: { main: mainDelay.p99Ms(), thread: threadDelay.p99Ms() },
    verified,
  }
}

/** How late the event loop is while a lane works. */
function delays(inner: Lane): { readonly lane: Lane; p99Ms(): number } {
  const resolution = 1
  const samples: number[] = []
  return {
    lane: {
      async slice(ms) {
        const histogram = monitorEventLoopDelay({ resolution })
        histogram.enable()
        const rate = await inner.slice(ms)
        histogram.disable()
        // it records the whole time between two looks
        samples.push(Math.max(0, histogram.percentile(99) / 1e6 - resolution))
        return rate
      },
    },
    p99Ms: () => median(samples.slice(1)),
  }
}

export type ReadLane = 'parse only' | 'ours' | 'emmett'

/** A stream of a thousand events, read with envelopes: events for each second of CPU. */
export async function sqliteReads(
  storage: Storage,
  emmettFile: string,
  { rounds, sliceMs }: Pace,
): Promise<Rounds<ReadLane>> {
  const store = await openStore(sqlite({ storage, name: 'read' }))
  await fillStreams(store)
  const emmett = new PeerProcess(new URL('./emmett-sqlite.ts', import.meta.url), emmettFile)
  const filled = await emmett.ask('fill').catch(String)
  if (typeof filled === 'number') check(filled === 10_000, 'Emmett was not filled')
  const taken = await takeRounds<ReadLane>(
    { 'parse only': parseOnly(), ours: rehydrating(store), emmett: emmett.lane('rehydrate') },
    rounds,
    sliceMs,
  )
  await Promise.all([store.close(), emmett.end()])
  return taken
}
