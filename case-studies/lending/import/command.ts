import { parseArgs } from 'node:util'
import { type CommandContext, CommandLineError } from '@watertight/cli'
import { importLar, NoLar } from './import-lar.ts'
import { linesOfFile } from './lines-of-file.ts'

/** `watertight lending import FILE`. */
export async function run(context: CommandContext): Promise<number> {
  const { args, json, ports, out, signal } = context
  const { file, limit } = optionsOf(args)
  const lines = linesOfFile(file, signal)
  const report = await importLar(lines, { ...(await deskOf(context)), ports, signal, limit }).catch(
    (error) => {
      const { code = '' } = error as { readonly code?: string }
      if (code === 'ENOENT') throw new CommandLineError('WT_USAGE', `There is no ${file}`)
      if (error instanceof NoLar)
        throw new CommandLineError('WT_USAGE', `${file} is no public HMDA LAR: ${error.message}`)
      throw error
    },
  )
  if (json) out.line(JSON.stringify(report, null, 2))
  else {
    out.line(`${report.rows} rows, ${report.taken} applications taken`)
    for (const [what, counts] of [
      ['skipped', report.skipped] as const,
      ['refused', report.refused] as const,
    ])
      for (const [why, count] of Object.entries(counts)) out.line(`${count} ${what}: ${why}`)
    if (report.unreadable.length > 0)
      out.line(`lines that cannot be read: ${report.unreadable.slice(0, 20).join(', ')}`)
  }
  return report.taken > 0 && report.unreadable.length === 0 ? 0 : 1
}

/** The desk itself where it has an address, else by way of the gateway of the whole system. */
async function deskOf({ services, gateway }: CommandContext) {
  const desk = services('lending')
    .find(({ name }) => name === 'loan-desk')
    ?.process()?.address
  return desk === undefined
    ? { address: await gateway(), path: '/lending/api/origination' }
    : { address: desk, path: '/api/origination' }
}

function optionsOf(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { limit: { type: 'string' } },
  })
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0)
    throw new CommandLineError(
      'WT_USAGE',
      `One file is imported at a time, and ${positionals.length} are named`,
    )
  const limit = Number(values.limit ?? 1_000)
  if (!Number.isInteger(limit) || limit < 1)
    throw new CommandLineError('WT_USAGE', `--limit: expected a number from 1, got ${values.limit}`)
  return { file, limit }
}
