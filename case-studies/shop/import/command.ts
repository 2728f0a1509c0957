import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { type CommandContext, CommandLineError } from '@watertight/cli'
import { batchOf, type ImportProgress, importFile } from './import.ts'
import { importDefaults } from './import-defaults.ts'
import { reportJson, reportLines } from './report.ts'

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 }).format

/** `watertight shop import`: the report on standard output, progress beside it. */
export async function run({ args, json, signal, ports, out, gateway, progress }: CommandContext) {
  const { file, batch, concurrency } = optionsOf(args)
  const address = await gateway()
  const from = ports.clock.now()
  let bar: ReturnType<typeof progress> | undefined
  const show = ({ bytes, size, rows, documents, waitingFor }: ImportProgress) => {
    // bytes tell the time left: how many rows a file has is known only at its end
    bar ??= progress({ total: Math.ceil(size / 1000), unit: 'kB' })
    const perSecond = (rows * 1000) / Math.max(1, ports.clock.now() - from)
    const doing =
      waitingFor === undefined ? `${whole(perSecond)} rows/s` : `waiting for ${waitingFor}`
    bar.update(
      Math.ceil(bytes / 1000),
      `${whole(rows)} rows, ${whole(documents)} documents, ${doing}`,
    )
  }
  const context = { gateway: address, ports, signal, progress: show }
  const report = await importFile(file, { batch, concurrency }, context).finally(() => bar?.done())
  if (json) out.line(JSON.stringify(reportJson(report), null, 2))
  else for (const line of reportLines(report)) out.line(line)
  return report.agree ? 0 : 1
}

function optionsOf(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { batch: { type: 'string' }, concurrency: { type: 'string' } },
  })
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0)
    throw new CommandLineError(
      'WT_USAGE',
      `One file is imported at a time, and ${positionals.length} are named`,
    )
  const batch = values.batch ?? batchOf(basename(file))
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(batch))
    throw new CommandLineError(
      'WT_USAGE',
      `--batch: expected letters, digits, '.', '_' and '-', got '${batch}'`,
    )
  const concurrency = Number(values.concurrency ?? importDefaults.concurrency)
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 256)
    throw new CommandLineError(
      'WT_USAGE',
      `--concurrency: expected 1 to 256, got '${values.concurrency}'`,
    )
  return { file, batch, concurrency }
}
