import type { ComponentChildren } from 'preact'
import { asTables } from '../keys.ts'

export interface Column<Row> {
  readonly name: string
  readonly of: (row: Row) => ComponentChildren
  readonly isNumber?: boolean
}

interface PictureProps<Row> {
  /** What it shows, in a sentence. */
  readonly label: string
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  readonly children: ComponentChildren
}

/** A picture, and the same as a table for whoever asks with `t`. */
export function Picture<Row>({ label, rows, columns, children }: PictureProps<Row>) {
  if (!asTables.value)
    return (
      <figure class="picture">
        <figcaption class="hidden">{label}</figcaption>
        {children}
      </figure>
    )
  return <Table label={label} rows={rows} columns={columns} />
}

export function Table<Row>({ label, rows, columns }: Omit<PictureProps<Row>, 'children'>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section class="table" aria-label={label} tabIndex={0}>
      <table>
        <caption>{label}</caption>
        <thead>
          <tr>
            {columns.map(({ name, isNumber }) => (
              <th key={name} scope="col" class={isNumber ? 'number' : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {columns.map(({ name, of, isNumber }) => (
                <td key={name} class={isNumber ? 'number' : undefined}>
                  {of(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
