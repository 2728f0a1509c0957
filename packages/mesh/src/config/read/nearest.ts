/** The known name that was probably meant, or undefined when none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length > 64) return undefined
  const plain = simple(name)
  const near = known
    .map((one) => ({ one, distance: distance(plain, simple(one)) }))
    .filter(({ one, distance }) => distance <= Math.max(1, Math.floor(one.length / 3)))
    .sort((a, b) => a.distance - b.distance)
  return near[0]?.one
}

/** `max_ejection_percent` and `MaxEjectionPercent` are meant as one. */
const simple = (name: string) => name.replaceAll(/[_-]/g, '').toLowerCase()

/** How many letters to insert, drop or change (Levenshtein, 1966). */
function distance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const changed = (above[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1)
      row.push(Math.min(changed, (above[j] as number) + 1, (row[j - 1] as number) + 1))
    }
    above = row
  }
  return above[to.length] as number
}
