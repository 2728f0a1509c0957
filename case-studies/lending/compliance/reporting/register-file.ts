import { type Refusal, refuse } from '@watertight/domain'
import { columns } from './columns.ts'
import { edits, type Line } from './edits.ts'
import type { Entry } from './entry.ts'

/** The first year whose codes these are: 12 CFR 1003 as amended in 2015. General knowledge. */
const firstYear = 2018

/** The years whose actions can be reported: the year of the action selects the codes. */
const isReportable = (year: number): boolean =>
  Number.isInteger(year) && year >= firstYear && year < 2100

/**
 * The register of a year as a file: a line of column names, then one for each application, cells between bars. Refused where a line does not
 * meet an edit: what is wrong is told, and nothing is written. `onlyClean` leaves such lines out: to look at, not to file.
 */
export function registerFile(
  year: number,
  entries: readonly Entry[],
  { onlyClean = false }: { readonly onlyClean?: boolean } = {},
): string | Refusal<'YearUnknown' | 'EditsFailed'> {
  if (!isReportable(year))
    return refuse('YearUnknown', `the codes of ${year} are not here; ask for ${firstYear} or later`)
  const lines = entries
    .filter(({ takenOn }) => takenOn.startsWith(String(year)))
    .map((entry): Line => Object.fromEntries(columns.map(({ name, of }) => [name, of(entry)])))
  const failing = lines.flatMap((line) =>
    edits
      .filter((edit) => !edit.holds(line))
      .map(({ id, sentence }) => `${line.universal_loan_identifier}: ${id}, ${sentence}`),
  )
  if (failing.length > 0 && !onlyClean)
    return refuse(
      'EditsFailed',
      `${failing.length} things are not as they must be. ${failing.slice(0, 5).join('. ')}`,
    )
  const header = columns.map(({ name }) => name)
  const clean = lines.filter((line) => edits.every((edit) => edit.holds(line)))
  const cells = clean.map((line) => header.map((name) => line[name]))
  return [header, ...cells].map((row) => `${row.join('|')}\n`).join('')
}
