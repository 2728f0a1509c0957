import type { DatabaseSync, StatementSync } from 'node:sqlite'
import {
  type Cell,
  type Guard,
  holds,
  type Row,
  type StampValue,
  type Table,
  type Write,
} from '@watertight/domain'
import type { RowQuery, Verdict } from '../engine.ts'
import { EventStoreError } from '../errors.ts'
import { limited, matched, quoted, shapeOf, sqlOf, valuesOf } from './row-sql.ts'

export interface RowTables {
  declare(table: Table): void
  /** A new transaction: what was judged in the one before may no longer hold. */
  begin(): void
  /** Why a guard does not hold, if one does not. */
  refusal(writes: readonly Write[]): Verdict | undefined
  write(writes: readonly Write[], stamps: StampValue): void
  find(query: RowQuery): readonly Row[]
}

/** Declared tables as real tables, which any SQL may read. */
export function rowTables(db: DatabaseSync): RowTables {
  const tables = new Map<string, { readonly key: readonly string[]; readonly get: StatementSync }>()
  const statements = new Map<string, StatementSync>()
  // the guard that every append carries is one object: judged once per group, until its table is written
  const held = new Set<Write>()

  function prepared(word: string, sql: () => string): StatementSync {
    const statement = statements.get(word) ?? db.prepare(sql())
    statements.set(word, statement)
    return statement
  }
  function tableOf(name: string) {
    const table = tables.get(name)
    if (table === undefined) throw new Error(`no table ${name}`)
    return table
  }
  function guarded(write: Write, guard: Guard): Verdict | undefined {
    if (held.has(write)) return undefined
    const { key, get } = tableOf(write.table)
    const cells = write.op === 'put' ? write.row : write.key
    const row = get.get(...key.map((column) => cells[column] as Cell)) as Row | undefined
    if (!holds(guard, row))
      return { is: 'taken', table: write.table, guard, row: row ? { ...row } : null }
    if (write.op === 'require') held.add(write)
    return undefined
  }

  return {
    declare(table) {
      const { name, key, columns, indexes = [] } = table
      create(db, table)
      for (const index of indexes) {
        const named = quoted(`${name}_by_${index.join('_')}`)
        const on = `${quoted(name)}(${index.map(quoted).join()})`
        db.exec(`create index if not exists ${named} on ${on}`)
      }
      const list = Object.keys(columns).map(quoted).join()
      const get = db.prepare(`select ${list} from ${quoted(name)} where ${matched(key)}`)
      tables.set(name, { key, get })
    },
    begin: () => held.clear(),
    refusal(writes) {
      for (const write of writes) {
        const refused = write.if === undefined ? undefined : guarded(write, write.if)
        if (refused) return refused
      }
      return undefined
    },
    write(writes, stamps) {
      for (const write of writes) {
        if (write.op === 'require') continue
        const { key } = tableOf(write.table)
        for (const guard of held) if (guard.table === write.table) held.delete(guard)
        prepared(shapeOf(write), () => sqlOf(write, key)).run(...valuesOf(write, key, stamps))
      }
    },
    find({
      table,
      where,
      orderBy = tableOf(table).key,
      backwards = false,
      after = [],
      limit = -1,
    }) {
      const direction = backwards ? ' desc' : ''
      const conditions = Object.entries(where).map(
        ([column, value]) => `${quoted(column)} ${value === null ? 'is null' : '= ?'}`,
      )
      if (after.length > 0)
        conditions.push(
          `(${orderBy.map(quoted).join()}) ${backwards ? '<' : '>'} (${after.map(() => '?').join()})`,
        )
      const sql = `select * from ${quoted(table)} where ${conditions.join(' and ') || 'true'}
        order by ${orderBy.map((column) => quoted(column) + direction).join()} ${limited}`
      const values = Object.values(where).filter((value) => value !== null)
      return prepared(sql, () => sql)
        .all(...values, ...after, limit)
        .map((row) => ({ ...row }) as Row)
    },
  }
}

/** Creates the table, or refuses one that was created with other columns. */
function create(db: DatabaseSync, { name, columns, key }: Table): void {
  const lines = Object.entries(columns).map(([column, type]) => {
    const optional = type.endsWith('?')
    return `${quoted(column)} ${type.replace('?', '')}${optional ? '' : ' not null'}`
  })
  const sql = `CREATE TABLE ${quoted(name)}(${lines.join(', ')}, primary key(${key.map(quoted).join()})) strict, without rowid`
  const stored = db.prepare(`select sql from sqlite_schema where type = 'table' and name = ?`)
  db.exec(sql.replace('CREATE TABLE', 'create table if not exists'))
  const found = stored.get(name)?.sql
  if (found !== sql)
    throw new EventStoreError('WT_TABLE_CHANGED', `'${name}' is ${String(found)}`, { name, sql })
}
