import { type Figure, isMet } from './figure.ts'
import type { Machine } from './machine.ts'

/** The figures as rows for a person: ours, each peer, the limit, the goal, met or not. */
export function table(figures: readonly Figure[]): string[][] {
  const peers = [...new Set(figures.flatMap((it) => Object.keys(it.peers)))]
  const head = ['figure', 'ours', ...peers, 'limit', 'goal', 'unit', 'met']
  return [head, ...figures.map((it) => row(it, peers))]
}

function row(figure: Figure, peers: readonly string[]): string[] {
  const met = isMet(figure)
  const { id, value, limit, goal, better, unit } = figure
  return [
    id,
    value === null ? 'none' : short(value),
    ...peers.map((peer) => cell(figure.peers[peer])),
    limit === undefined ? '' : short(limit),
    goal === null ? '' : `${better === 'higher' ? '≥' : '≤'} ${short(goal)}`,
    unit,
    met === undefined ? '' : met ? 'yes' : 'no',
  ]
}

const cell = (value: number | string | undefined) =>
  value === undefined ? '' : typeof value === 'number' ? short(value) : value

/** Three digits that count. */
export function short(value: number): string {
  if (value === 0 || Math.abs(value) >= 100) return String(Math.round(value))
  return String(Number(value.toPrecision(3)))
}

/** For a terminal. */
export function asText(rows: readonly string[][], figures: readonly Figure[]): string {
  const widths = columns(rows).map((column) => Math.max(...column.map((it) => it.length)))
  const lines = rows.map((cells) =>
    cells
      .map((it, i) => (i === 0 ? it.padEnd(widths[i] ?? 0) : it.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
  return [...lines, '', ...notes(figures)].join('\n')
}

/** For the repository. */
export function asMarkdown(room: string, figures: readonly Figure[], machine: Machine): string {
  const [head = [], ...rows] = table(figures)
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    `# ${room}`,
    '',
    `${machine.cpu}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}; load ${machine.loadBefore} before and ${machine.loadAfter} after; ${machine.seconds} s.`,
    '',
    line(head),
    line(head.map((_, i) => (i === 0 ? '---' : '---:'))),
    ...rows.map(line),
    '',
    ...figures.map(({ id, what, note }) => `- **${id}**: ${what}${note ? `. ${note}` : ''}`),
    '',
  ].join('\n')
}

const columns = (rows: readonly string[][]) =>
  (rows[0] ?? []).map((_, i) => rows.map((cells) => cells[i] ?? ''))

const notes = (figures: readonly Figure[]) =>
  figures.flatMap(({ id, note }) => (note === undefined ? [] : [`${id}: ${note}`]))
