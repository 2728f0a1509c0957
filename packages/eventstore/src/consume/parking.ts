import type { Write } from '@watertight/domain'
import { type Core, rowsOnly } from '../core.ts'
import { EventStoreError } from '../errors.ts'
import type { Recorded } from '../read/recorded.ts'
import { system } from '../system-tables.ts'
import type { Attempt } from './attempt.ts'
import type { Parked } from './consumer.ts'

export interface Parking {
  /** Whether an event of this stream is parked: later ones must wait behind it. */
  has(stream: string): boolean
  park(event: Recorded<any>, reason: string): Write
  list(): Promise<readonly Parked[]>
  retry(attempt: Attempt): Promise<number>
}

/** The events a consumer has set aside, as rows: they survive a restart. */
export async function openParking(
  { engine, commit, words }: Core,
  consumer: string,
): Promise<Parking> {
  const table = system.parked.name
  const streams = new Set<string>()
  const list = async () =>
    (await engine.rows({ table, where: { consumer } })).map(({ position, stream, reason }) => ({
      position: Number(position),
      stream: String(stream),
      reason: String(reason),
    }))
  async function refresh(): Promise<void> {
    const parked = await list()
    streams.clear()
    for (const { stream } of parked) streams.add(stream)
  }
  await refresh()

  /** Effect and removal in one commit; false when the handler failed again or another process was faster. */
  async function again({ position }: Parked, attempt: Attempt): Promise<boolean> {
    const { events } = await engine.readLog([], { after: position - 1, limit: 1 })
    const outcome = await attempt(words.decode(events[0] as (typeof events)[number]))
    if ('failure' in outcome) return false
    const key = { consumer, position }
    const remove: Write = { op: 'remove', table, key, if: key }
    const verdict = await commit(rowsOnly([remove, ...outcome.writes]))
    if (verdict.is === 'taken') return false
    if (verdict.is === 'appended') return true
    throw new EventStoreError('WT_ENGINE_FAILED', `'${consumer}' got ${JSON.stringify(verdict)}`)
  }

  return {
    has: (stream) => streams.has(stream),
    park({ position, stream }, reason) {
      streams.add(stream)
      return system.parked.put({
        consumer,
        position,
        stream,
        reason: reason.toWellFormed().replaceAll('\0', '\ufffd'),
      })
    },
    list,
    async retry(attempt) {
      const blocked = new Set<string>()
      let freed = 0
      for (const parked of await list()) {
        if (blocked.has(parked.stream)) continue
        if (await again(parked, attempt)) freed++
        else blocked.add(parked.stream)
      }
      await refresh()
      return freed
    },
  }
}
