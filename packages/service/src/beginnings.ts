/** As a processor foretells a branch: two bits for each command, and a guess that was right twice survives one that was wrong. */
const surest = 3
const likely = 2

/** Which commands are likely to begin a stream, by what they found lately. */
export function beginnings() {
  const counts = new Map<string, number>()
  return {
    expected: (command: string): boolean => (counts.get(command) ?? 0) >= likely,

    /** A command found its stream at this revision. */
    found(command: string, revision: number): void {
      const before = counts.get(command) ?? 0
      counts.set(command, revision === 0 ? Math.min(before + 1, surest) : Math.max(before - 1, 0))
    },
  }
}
