import type { Ports } from '@watertight/ports'
import { type Fault, isFaultOf, type System, systems } from './faults.ts'

export interface InquiryFigures {
  readonly inquiries: number
  /** References that were asked about under more than one key. */
  readonly twice: number
}

/** What the foreign systems remember: an inquiry counts once for each key, and faults outlive a crash, as a real outage would. */
export function inquiryBook({ storage, clock }: Pick<Ports, 'storage' | 'clock'>) {
  const database = storage.open('inquiries')
  database.exec(`
    create table if not exists inquiries(key text primary key, system text not null, reference text not null,
      asked_at integer not null) strict;
    create table if not exists faults(system text primary key, fault text not null) strict;`)
  const find = database.prepare('select asked_at from inquiries where key = ?')
  const insert = database.prepare('insert into inquiries values (?, ?, ?, ?)')
  const count = database.prepare(
    'select count(*) as n, count(*) - count(distinct reference) as twice from inquiries where system = ?',
  )
  const faults = database.prepare('select fault from faults where system = ?')
  const setFault = database.prepare('insert or replace into faults values (?, ?)')
  return {
    /** When it was first asked under this key, in milliseconds since 1970. */
    inquire(key: string, system: System, reference: string): number {
      const known = find.get(key)
      if (known !== undefined) return Number(known.asked_at)
      const now = Math.round(clock.wallTime())
      insert.run(key, system, reference, now)
      return now
    },
    figures: (): { readonly [S in System]: InquiryFigures } =>
      Object.fromEntries(
        systems.map((system) => {
          const row = count.get(system)
          return [system, { inquiries: Number(row?.n), twice: Number(row?.twice) }]
        }),
      ) as { readonly [S in System]: InquiryFigures },
    fault(system: System): Fault {
      const word = faults.get(system)?.fault
      return isFaultOf(system, word) ? word : 'none'
    },
    setFault: (system: System, fault: Fault) => void setFault.run(system, fault),
    close: () => database.close(),
  }
}
