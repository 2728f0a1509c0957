import { stripVTControlCharacters } from 'node:util'
import type { Output, Style } from './output.ts'

const colours = ['cyan', 'magenta', 'blue', 'green', 'yellow'] as const satisfies readonly Style[]
const levels: Readonly<Record<string, { readonly word: string; readonly style: Style }>> = {
  info: { word: 'info ', style: 'gray' },
  warn: { word: 'warn ', style: 'yellow' },
  error: { word: 'ERROR', style: 'red' },
}
const factLength = 80

/**
 * Makes lines that services write readable: `orders | info  order placed  number=536365`. A line that is no log line stays as it is, a
 * debug line is left out (undefined).
 */
export function logLines(
  services: readonly string[],
  { style }: Pick<Output, 'style'>,
): (service: string, line: string) => string | undefined {
  const width = Math.max(0, ...services.map((name) => name.length))
  const prefixes = new Map(
    services.map((name, i) => {
      const prefix = `${name.padEnd(width)} |`
      return [name, style(colours[i % colours.length] ?? 'cyan', prefix)]
    }),
  )
  return (service, line) => {
    const entry = parse(line)
    // a process may write for several services
    const prefix =
      prefixes.get(String(entry?.service)) ??
      prefixes.get(service) ??
      style('bold', `${service.padEnd(width)} |`)
    // a service's text must not move the cursor or change colours
    if (entry === undefined) return `${prefix} ${printable(line)}`
    const { time, level, service: _, message, ...facts } = entry
    if (level === 'debug') return undefined
    const { word, style: levelStyle } = levels[String(level)] ?? { word: String(level), style: [] }
    const head = `${prefix} ${style(levelStyle, word)} ${printable(String(message))}`
    const short = Object.entries(facts).map(([name, value]) => `${name}=${shorten(value)}`)
    const stacks = level === 'error' ? Object.values(facts).flatMap(stackOf) : []
    return [
      short.length > 0 ? `${head}  ${style('gray', short.join(' '))}` : head,
      ...stacks.map((frame) => `${prefix}       ${style('gray', frame)}`),
    ].join('\n')
  }
}

function parse(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const entry = JSON.parse(line)
    return typeof entry.message === 'string' ? entry : undefined
  } catch {
    return undefined
  }
}

function shorten(value: unknown): string {
  const text = typeof value === 'string' ? value : (errorText(value) ?? JSON.stringify(value))
  const plain = printable(text)
  const quoted = /[\s"=]/.test(plain) && typeof value === 'string' ? JSON.stringify(plain) : plain
  return quoted.length > factLength ? `${quoted.slice(0, factLength - 1)}…` : quoted
}

interface LoggedError {
  readonly name?: unknown
  readonly message: string
  readonly stack?: unknown
}

const isLoggedError = (value: unknown): value is LoggedError =>
  typeof value === 'object' &&
  value !== null &&
  'message' in value &&
  typeof value.message === 'string'

const errorText = (value: unknown): string | undefined =>
  isLoggedError(value) ? `${value.name ?? 'Error'}: ${value.message}` : undefined

/** The frames of a logged error, without those inside Node; its message is among the facts already. */
function stackOf(value: unknown): readonly string[] {
  if (!isLoggedError(value) || typeof value.stack !== 'string') return []
  return value.stack
    .split('\n')
    .filter((line) => /^\s+at (?!.*\(?node:)/.test(line))
    .map(printable)
}

/** Without what moves the cursor or changes colours: text that came from outside is shown, not obeyed. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  return stripVTControlCharacters(text).replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, ' ')
}
