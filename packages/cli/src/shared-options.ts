import { parseArgs } from 'node:util'
import { CommandLineError } from './command-line-error.ts'

/** The options every command has, and what is left for the command itself. */
export interface SharedOptions {
  readonly help: boolean
  readonly version: boolean
  readonly json: boolean
  readonly data: string | undefined
  readonly rest: readonly string[]
}

const shared = {
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  data: { type: 'string' },
} as const

/** Takes the shared options from wherever they stand; nothing after `--` is touched. */
export function sharedOptions(argv: readonly string[]): SharedOptions {
  const { values, tokens } = parseArgs({
    args: [...argv],
    options: shared,
    strict: false,
    tokens: true,
  })
  const taken = new Set<number>()
  for (const token of tokens) {
    if (token.kind !== 'option' || !(token.name in shared)) continue
    taken.add(token.index)
    if (token.value !== undefined && !token.inlineValue) taken.add(token.index + 1)
  }
  const { data } = values
  if (data !== undefined && (typeof data !== 'string' || data === ''))
    throw new CommandLineError('WT_USAGE', '--data: expected a folder')
  return {
    help: values.help === true,
    version: values.version === true,
    json: values.json === true,
    data,
    rest: argv.filter((_, index) => !taken.has(index)),
  }
}
