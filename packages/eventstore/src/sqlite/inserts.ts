import type { DatabaseSync, SQLInputValue } from 'node:sqlite'

/** Rows to a statement: ten together cost about two thirds of one by one. */
const together = 10

export interface Inserts {
  /** Adds a row, which is there after `flush`. */
  add(...row: readonly SQLInputValue[]): void
  flush(): void
  /** Forgets what was added since, after a rollback. */
  forget(): void
}

/** Rows of as many columns into one table, several to a statement. */
export function inserts(db: DatabaseSync, into: string, columns: number): Inserts {
  const row = `(${Array.from({ length: columns }, () => '?').join()})`
  const ofRows = (rows: number) =>
    db.prepare(`${into} values${Array.from({ length: rows }, () => row).join()}`)
  const one = ofRows(1)
  const many = ofRows(together)
  let values: SQLInputValue[] = []

  function taken(): SQLInputValue[] {
    const all = values
    values = []
    return all
  }
  return {
    add(...row) {
      values.push(...row)
      if (values.length === together * columns) many.run(...taken())
    },
    flush() {
      const rest = taken()
      for (let i = 0; i < rest.length; i += columns) one.run(...rest.slice(i, i + columns))
    },
    forget: () => void taken(),
  }
}
