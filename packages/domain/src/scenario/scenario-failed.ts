/** A scenario did not end as expected. `expected` and `actual` are there for test runners that show a difference. */
export class ScenarioFailed extends Error {
  override readonly name = 'ScenarioFailed'
  readonly code = 'WT_SCENARIO_FAILED'
  readonly expected: readonly string[]
  readonly actual: readonly string[]

  constructor(what: string, expected: readonly string[], actual: readonly string[]) {
    const list = (lines: readonly string[]) =>
      lines.length === 0 ? '    nothing' : lines.map((line) => `    ${line}`).join('\n')
    super(
      `WT_SCENARIO_FAILED: ${what}\n  expected\n${list(expected)}\n  got\n${list(actual)}\nCorrect the rule or the scenario.`,
    )
    this.expected = expected
    this.actual = actual
  }
}

/** Throws where the lines differ. */
export function check(what: string, expected: readonly string[], actual: readonly string[]): void {
  if (expected.length !== actual.length || expected.some((line, index) => line !== actual[index]))
    throw new ScenarioFailed(what, expected, actual)
}

/** One text for equal plain data, whatever the order of its fields; numbers keep NaN and bigint apart from null. */
export function textOf(data: unknown): string {
  if (typeof data === 'bigint') return `${data}n`
  if (typeof data === 'number') return String(data)
  if (data instanceof Date) return data.toISOString()
  if (Array.isArray(data)) return `[${data.map(textOf).join(', ')}]`
  if (typeof data !== 'object' || data === null) return JSON.stringify(data) ?? 'undefined'
  const fields = Object.entries(data)
    .filter(([, v]) => v !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => `${k}: ${textOf(v)}`)
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
}
