/** What a room may import: other rooms, and libraries where the floor is strict about them (else what its package.json declares). */
export interface Row {
  readonly room: string
  readonly imports: readonly string[]
  readonly libraries?: readonly string[]
}

/** The import table: a room imports only from the rooms of its row; `*` stands for one folder. */
const floors: readonly Row[] = [
  { room: 'packages/ports', imports: [] },
  { room: 'packages/domain', imports: [], libraries: ['@standard-schema/spec'] },
  { room: 'packages/resilience', imports: [], libraries: [] },
  {
    room: 'packages/eventstore',
    imports: ['packages/ports', 'packages/resilience', 'packages/domain'],
  },
  { room: 'packages/mesh', imports: ['packages/ports', 'packages/resilience'] },
  {
    room: 'packages/service',
    imports: [
      'packages/ports',
      'packages/domain',
      'packages/resilience',
      'packages/eventstore',
      'packages/mesh',
    ],
  },
  { room: 'packages/cli', imports: ['packages/*'] },
  { room: 'case-studies/*', imports: ['packages/*'] },
  { room: 'workshop/certificate', imports: ['packages/*', 'case-studies/*', 'workshop/labs'] },
  { room: 'workshop/*', imports: ['packages/*', 'case-studies/*'] },
]

/** The row of a room, or of the pattern that covers it. */
export function rowOf(room: string, rows: readonly Row[] = floors): Row | undefined {
  return rows.find((row) => covers(row.room, room))
}

export function covers(pattern: string, room: string): boolean {
  return pattern === room || (pattern.endsWith('/*') && room.startsWith(pattern.slice(0, -1)))
}
