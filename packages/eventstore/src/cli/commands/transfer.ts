import { resolve } from 'node:path'
import { exportLog } from '../../transfer/export-log.ts'
import { importLog } from '../../transfer/import-log.ts'
import { type Context, usageError } from '../context.ts'
import { bytesOf, isFile, writeWhole } from '../files.ts'
import { withLog } from '../open-log.ts'
import { argumentsOf } from '../options.ts'

/** `watertight log export`: the log as lines of JSON, to a file or to standard output. */
export function exportTo(context: Context): Promise<number> {
  const { args, json, out, signal } = context
  const { values, positionals } = argumentsOf(args, ['LOG', 'FILE?'], {})
  const [target, file] = positionals
  return withLog(context, target, values, async ({ engine }) => {
    const chunks = exportLog(engine, { signal })
    if (file === undefined) {
      for await (const chunk of chunks) out.write(chunk)
      return 0
    }
    // the first chunk is the header, which tells how many events follow
    const header = await chunks.next()
    const { events } = JSON.parse(header.value ?? '{}') as { readonly events: number }
    await writeWhole(
      resolve(file),
      (async function* whole() {
        yield header.value ?? ''
        yield* chunks
      })(),
    )
    out.line(json ? JSON.stringify({ file, events }) : `${events} events in ${file}`)
    return 0
  })
}

/** `watertight log import`: an export into a new log, or on with one that was broken off. */
export function importFrom(context: Context): Promise<number> {
  const { args, json, out, signal } = context
  const { values, positionals } = argumentsOf(args, ['LOG', 'FILE'], {})
  const [target, file] = positionals as readonly [string, string]
  if (!isFile(resolve(file))) throw usageError(`${file} is no file`)
  const work = async ({ engine }: { readonly engine: Parameters<typeof importLog>[0] }) => {
    const { events, already } = await importLog(engine, bytesOf(resolve(file)), { signal })
    const text = `${events} events, ${already} of them were there`
    out.line(json ? JSON.stringify({ events, already }) : text)
    return 0
  }
  return withLog(context, target, values, work, { create: true })
}

/** `watertight log backup`: a copy of a file, taken while it is written. */
export function backup(context: Context): Promise<number> {
  const { args, json, out } = context
  const { values, positionals } = argumentsOf(args, ['LOG', 'FILE'], {})
  const [target, file] = positionals as readonly [string, string]
  return withLog(context, target, values, async (log) => {
    if (log.backup === undefined) {
      const what = 'a log in PostgreSQL is copied by `pg_dump` or `watertight log export`'
      throw usageError(what)
    }
    if (resolve(file) === resolve(target)) throw usageError('the copy is the log itself')
    const head = await log.backup(resolve(file))
    out.line(json ? JSON.stringify({ file, head }) : `${head} events in ${file}`)
    return 0
  })
}
