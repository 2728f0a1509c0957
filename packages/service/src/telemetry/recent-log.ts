import type { Level } from '@watertight/ports'

/** A line of the log, as it was written: redacted. */
export interface LogLine {
  /** In milliseconds since 1970. */
  readonly at: number
  readonly level: Level
  readonly message: string
  /** Of the work it belongs to; empty where it belongs to none. */
  readonly trace: string
  /** What it says, as JSON; a long one is cut. */
  readonly facts: string
}

export interface RecentLog {
  add(line: Omit<LogLine, 'facts'>, facts: object): void
  /** Newest first. */
  list(options: { readonly limit: number; readonly trace?: string | undefined }): readonly LogLine[]
}

export const recentLogDefaults = Object.freeze({
  size: 500,
  longestMessage: 500,
  longestFacts: 2_000,
})

/** The last lines of the log, in memory: at most 500 of at most 2.5 kB. */
export function recentLog(): RecentLog {
  const { size, longestMessage, longestFacts } = recentLogDefaults
  const lines: LogLine[] = []
  return {
    add({ message, ...line }, facts) {
      const told = JSON.stringify(facts)
      lines.push({ ...line, message: cut(message, longestMessage), facts: cut(told, longestFacts) })
      if (lines.length > size) lines.shift()
    },
    list: ({ limit, trace }) =>
      lines
        .filter((line) => trace === undefined || line.trace === trace)
        .reverse()
        .slice(0, limit),
  }
}

const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most)}…` : text)
