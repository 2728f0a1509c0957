import { CommandLineError } from '@watertight/cli'

/** What each command is about, with an example. */
const wanted = {
  why: ['application', 'synthetic-1-0'],
  replay: ['application', 'synthetic-1-0'],
  backtest: ['draft', 'draft.json'],
  policy: ['version', '2026'],
} as const

/** The one argument of a command. */
export function only(command: keyof typeof wanted, positionals: readonly string[]): string {
  const [one, ...more] = positionals
  if (one !== undefined && more.length === 0) return one
  const [what, example] = wanted[command]
  const given = one === undefined ? 'none' : `${positionals.length}: ${positionals.join(' ')}`
  throw new CommandLineError(
    'WT_USAGE',
    `expected one ${what}, got ${given}. For example: watertight lending ${command} ${example}`,
  )
}
