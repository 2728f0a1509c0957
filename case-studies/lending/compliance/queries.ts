import { type DataOf, type EventType, isRefusal } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { reply } from '@watertight/ports'
import { problem, type Routes } from '@watertight/service'
import { MonitoringRecorded } from './language.ts'
import { entryOf } from './reporting/entry.ts'
import { Register } from './reporting/register.ts'
import { registerFile } from './reporting/register-file.ts'
import { retentionClocks } from './retention/retention-clocks.ts'

/** What people ask compliance. The register holds protected attributes, as the regulation wants it to: whoever may read here may read them. */
export const queries = (store: EventStore<EventType>): Routes => ({
  'GET /register/:year': async (_, { year = '' }, { only }) => {
    if (only !== undefined && only !== 'clean')
      return problem({
        ...{ status: 422, title: 'Not Valid', code: 'WT_QUERY_INVALID' },
        detail: 'Ask for the register whole, or with only=clean.',
      })
    const rows = await store.rows(Register).find({ where: { year: Number(year) || -1 } })
    const told = await monitoring(store)
    const entries = rows.flatMap((row) => entryOf(row, told.get(row.application)) ?? [])
    const file = registerFile(Number(year), entries, { onlyClean: only === 'clean' })
    if (isRefusal(file))
      return problem({
        ...{ status: 409, title: 'No Register', code: file.refused, detail: file.because },
      })
    return {
      status: 200,
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'content-disposition': `attachment; filename="register-${Number(year)}.txt"`,
        'cache-control': 'no-store',
      },
      body: file,
    }
  },

  'GET /retention-clocks': () => reply(200, { clocks: retentionClocks }),
})

/** What applicants told, from this log and no other place. */
async function monitoring(store: EventStore<EventType>) {
  const told = new Map<string, DataOf<typeof MonitoringRecorded>>()
  for await (const { data } of store.readLog<typeof MonitoringRecorded>({
    where: { types: [MonitoringRecorded] },
  }))
    told.set(data.application, data)
  return told
}
