import { type Row, rowsOf } from './rows.ts'

/** Where the rows are proved. */
const proof = '../../packages/mesh/src/config/schema/fields.test.ts'

/** The page `docs/mesh/fields.md`, made of the table that the reader runs on. */
export function fieldsPage(): string {
  const rows = rowsOf()
  const messages = [...new Set(rows.map(({ message }) => message))]
  const share = (support: Row['support']) => rows.filter((row) => row.support === support).length
  return `# Fields of Istio

<!-- Made from the table in packages/mesh/src/config/schema by \`npx vitest run packages/mesh/src/config/schema -u\`: change the table, not this page. -->

Every field that DestinationRule, VirtualService and ServiceEntry have in Istio 1.29, and what becomes of it here. A message that is used in several places is listed once. What Istio has no word for stands in annotations of our own, [below](#annotations): a real Istio takes the same file and leaves them alone.

| | fields | |
|---|---|---|
| run | ${share('run')} | does what it does in Istio |
| approximated | ${share('approximated')} | accepted, and noted by \`watertight mesh check\`: the note says what is different |
| refused | ${share('refused')} | an error that names it, whatever its value: nothing that is written has no effect |

A field that is in none of these tables is an error too. Each row is a case of [this test](${proof}); \`npx vitest run packages/mesh/src/config/schema -t HTTPRoute.timeout\` runs one.
${messages
  .map((message) =>
    table(
      message,
      rows.filter((row) => row.message === message),
    ),
  )
  .join('')}`
}

const table = (message: string, rows: readonly Row[]): string => `
## ${message}

| field | value | | note |
|---|---|---|---|
${rows.map(line).join('\n')}
`

const line = ({ field, says, support, note, isRequired, isFixed, below }: Row): string => {
  const notes = [
    isRequired ? 'required' : '',
    isFixed ? 'any other value is refused' : '',
    note,
    support === 'refused' && below.length > 0
      ? `with all below it: ${below.map(code).join(', ')}`
      : '',
  ]
  const cells = [
    code(field),
    cell(says),
    `[${support}](${proof})`,
    cell(notes.filter(Boolean).join('; ')),
  ]
  return `| ${cells.join(' | ')} |`
}

const code = (text: string) => `\`${text}\``
const cell = (text: string) => text.replaceAll('|', '\\|')
