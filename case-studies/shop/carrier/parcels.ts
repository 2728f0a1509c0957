import type { Ports } from '@watertight/ports'

export interface Parcel {
  readonly tracking: string
  readonly reference: string
  readonly label: string
  readonly state: 'in transit' | 'delivered' | 'returned'
  /** Wall time at which its journey ends, in milliseconds since 1970. */
  readonly endsAt: number
}

/** The carrier's own book: a parcel for each key, and how its journey ends. */
export function parcels({ storage, ids, clock }: Pick<Ports, 'storage' | 'ids' | 'clock'>) {
  const database = storage.open('parcels')
  // somebody else's system: it outlives any crash of its process, and a power cut may cost it the last parcels
  database.exec('pragma synchronous = normal')
  database.exec(`
    create table if not exists parcels(key text primary key, tracking text not null, reference text not null unique,
      label text not null, comes_back integer not null, ends_at integer not null) strict;
    create index if not exists parcels_by_label on parcels(label);
    create table if not exists fault(one integer primary key check (one = 1), mode text not null) strict;`)
  const byKey = database.prepare('select tracking from parcels where key = ?')
  const byReference = database.prepare('select * from parcels where reference = ?')
  const insert = database.prepare('insert into parcels values (?, ?, ?, ?, ?, ?)')
  const count = database.prepare(
    `select count(*) as taken, coalesce(sum(comes_back = 0 and ends_at <= ?2), 0) as delivered,
       coalesce(sum(comes_back = 1 and ends_at <= ?2), 0) as returned
     from parcels where ?1 is null or label = ?1`,
  )
  const mode = database.prepare('select mode from fault')
  const setMode = database.prepare('insert or replace into fault values (1, ?)')

  return {
    /** The tracking number of this key's parcel, taken now if it is new. Undefined where another key has taken that reference. */
    take(
      key: string,
      { reference, label }: Pick<Parcel, 'reference' | 'label'>,
      comesBack: boolean,
      transitMs: number,
    ): string | undefined {
      const known = byKey.get(key)
      if (known !== undefined) return String(known.tracking)
      if (byReference.get(reference) !== undefined) return undefined
      const tracking = ids.next()
      const endsAt = Math.round(clock.wallTime() + transitMs)
      insert.run(key, tracking, reference, label, comesBack ? 1 : 0, endsAt)
      return tracking
    },
    find(reference: string): Parcel | undefined {
      const row = byReference.get(reference)
      if (row === undefined) return undefined
      const endsAt = Number(row.ends_at)
      const end = row.comes_back === 1 ? 'returned' : 'delivered'
      return {
        ...{ tracking: String(row.tracking), reference, label: String(row.label), endsAt },
        state: endsAt <= clock.wallTime() ? end : 'in transit',
      }
    },
    figures(label: string | null) {
      const row = count.get(label, clock.wallTime())
      const { taken, delivered, returned } = row ?? {}
      return {
        ...{ taken: Number(taken), delivered: Number(delivered), returned: Number(returned) },
      }
    },
    /** The fault that was asked for outlives a crash, as a real one would. */
    mode: (): string => String(mode.get()?.mode ?? 'none'),
    setMode: (next: string) => void setMode.run(next),
    close: () => database.close(),
  }
}
