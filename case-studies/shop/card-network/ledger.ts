import type { Ports } from '@watertight/ports'

/** Money is held, taken, let go or paid back. */
export type Kind = 'authorisations' | 'charges' | 'voids' | 'refunds'
export interface Movement {
  readonly reference: string
  readonly label: string
  readonly pence: number
}
export interface Figures {
  readonly authorisations: number
  readonly voids: number
  readonly charges: number
  readonly chargedPence: number
  readonly refunds: number
  readonly refundedPence: number
  /** References that were asked for more than once under different keys: held, charged, let go or refunded twice. */
  readonly twice: number
}

/** The card network's own book. A key moves money once; a reference may be charged twice by whoever sends it under two keys, and that is counted. */
export function ledger({ storage, ids }: Pick<Ports, 'storage' | 'ids'>) {
  const database = storage.open('ledger')
  // somebody else's system: it outlives any crash of its process, and a power cut may cost it the last movements
  database.exec('pragma synchronous = normal')
  database.exec(`
    create table if not exists movements(key text primary key, kind text not null, id text not null, reference text not null,
      label text not null, pence integer not null) strict;
    create index if not exists movements_by_label on movements(label);
    create table if not exists fault(one integer primary key check (one = 1), mode text not null) strict;`)
  const byKey = database.prepare('select id, reference, pence from movements where key = ?')
  const insert = database.prepare('insert into movements values (?, ?, ?, ?, ?, ?)')
  const scope = '(?1 is null or label = ?1)'
  const sums = database.prepare(
    `select kind, count(*) as n, sum(pence) as pence from movements where ${scope} group by kind`,
  )
  const repeated = database.prepare(
    `select count(*) as n from (select 1 from movements where ${scope} group by kind, reference having count(*) > 1)`,
  )
  const mode = database.prepare('select mode from fault')
  const setMode = database.prepare('insert or replace into fault values (1, ?)')

  return {
    /** The movement of this key, made now if it is new. */
    move(key: string, kind: Kind, { reference, label, pence }: Movement) {
      const known = byKey.get(key)
      if (known !== undefined) return { id: String(known.id), reference: String(known.reference) }
      const id = ids.next()
      insert.run(key, kind, id, reference, label, pence)
      return { id, reference }
    },
    knows: (key: string): boolean => byKey.get(key) !== undefined,
    figures(label: string | null): Figures {
      const of = new Map(sums.all(label).map((row) => [row.kind, row]))
      const number = (kind: Kind, column: 'n' | 'pence') => Number(of.get(kind)?.[column] ?? 0)
      return {
        authorisations: number('authorisations', 'n'),
        voids: number('voids', 'n'),
        charges: number('charges', 'n'),
        chargedPence: number('charges', 'pence'),
        refunds: number('refunds', 'n'),
        refundedPence: number('refunds', 'pence'),
        twice: Number(repeated.get(label)?.n ?? 0),
      }
    },
    /** The fault that was asked for outlives a crash, as a real outage would. */
    mode: (): string => String(mode.get()?.mode ?? 'none'),
    setMode: (next: string) => void setMode.run(next),
    close: () => database.close(),
  }
}
