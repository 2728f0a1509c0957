import type { CommandSpec, Manifest } from './manifest.ts'

/** What help needs to know of a command. */
export type Described = Pick<CommandSpec, 'name' | 'summary' | 'usage'>

const options = `Options of every command
  --data DIR   the folder of one running system (default: .watertight in this repository)
  --json       print data as JSON
  --help       print this and end`

/** `watertight --help`. */
export function generalHelp(builtIn: readonly Described[], manifests: readonly Manifest[]): string {
  const rows = [
    ...builtIn.map(({ name, summary }) => [name, summary] as const),
    ...manifests
      .filter(({ commands }) => commands.length > 0)
      .map(({ name, summary }) => [`${name} …`, summary] as const),
  ]
  return `Watertight: microservices that do not sink

Usage: watertight COMMAND

Commands
${table(rows)}

${options}
  --version    print the version and end

watertight COMMAND --help says more.`
}

/** `watertight shop --help`. */
export function manifestHelp({ name, summary, commands }: Manifest): string {
  return `${summary}

Usage: watertight ${name} COMMAND

Commands
${table(commands.map(({ name, summary }) => [name, summary]))}

${options}

watertight ${name} COMMAND --help says more.`
}

/** `watertight shop import --help`. */
export function commandHelp({ summary, usage }: Described): string {
  return `${summary}\n\n${usage.trim()}\n\n${options}`
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, summary]) => `  ${name.padEnd(width)}   ${summary}`).join('\n')
}
