import type { Moment } from '../lab.ts'

/** The columns between two lifelines. */
const gap = 16
const timeColumns = 11

/** A sequence diagram of what happened, in order of time, drawn with characters: a lifeline for everybody who said or was told something. */
export function diagram(story: readonly Moment[]): readonly string[] {
  const moments = story.toSorted((one, other) => one.at - other.at)
  const spoken = moments.flatMap(({ from, to }) => (to ? [from, to] : []))
  const names = [...new Set([...spoken, ...moments.map(({ from }) => from)])]
  const columns = new Map(names.map((name, at) => [name, timeColumns + 4 + at * gap]))
  const width = timeColumns + 4 + Math.max(0, names.length - 1) * gap + 5
  const line = (marks: Iterable<readonly [number, string]>) => {
    const cells = Array.from({ length: width }, () => ' ')
    for (const [at, text] of marks) cells.splice(at, text.length, ...text)
    return cells.join('').trimEnd()
  }
  const lifelines = () => [...columns.values()].map((at) => [at, '│'] as const)
  const heads = [...columns].map(
    ([name, at]) => [Math.max(0, at - Math.floor(name.length / 2)), name] as const,
  )
  return [
    line(heads),
    ...moments.map(({ at, from, to, says }) => {
      const [start = 0, end = 0] = [columns.get(from), columns.get(to ?? from)]
      const time = `${String(Math.round(at)).padStart(7)} ms`
      const drawn = line([[0, time], ...lifelines(), ...arrow(start, end)])
      return `${drawn.padEnd(width)} ${says}`
    }),
  ]
}

function arrow(start: number, end: number): readonly (readonly [number, string])[] {
  if (start === end) return [[start, '●']]
  const [left, right] = [Math.min(start, end), Math.max(start, end)]
  const shaft = '─'.repeat(right - left - 2)
  return [[left + 1, end > start ? `${shaft}▶` : `◀${shaft}`]]
}
