import { parseArgs } from 'node:util'
import { type CommandContext, CommandLineError } from '@watertight/cli'
import { staticFiles } from '@watertight/mesh/gateway'
import { reply } from '@watertight/ports'
import { isFile, textOf } from './files.ts'

/** `watertight console open FILE`: serves the console's page with a recorded run, and nothing else, until it is interrupted. */
export async function openRun(context: CommandContext): Promise<number> {
  const { positionals } = parseArgs({ args: [...context.args], allowPositionals: true })
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0)
    throw new CommandLineError('WT_USAGE', 'name one file that a console has exported')
  if (!isFile(file))
    throw new CommandLineError(
      'WT_USAGE',
      `${file} is no file; export a run on the screen “Time” of a console, or let a lab fail: watertight learn check`,
    )
  const run = textOf(file)
  const files = staticFiles(await context.page('page'))
  const server = await context.ports.transport.serve(
    'console',
    async ({ method, path, headers }) => {
      const asked = path.split('?')[0] ?? ''
      if (asked === '/run.json') return { ...reply(200, {}), body: run }
      return (
        files.answer(method, asked, headers) ??
        reply(404, { detail: 'There is only a recorded run here.' })
      )
    },
  )
  context.out.line(`${server.address}/?run#/${screenOf(run)}`)
  await new Promise<void>((resolve) => {
    if (context.signal.aborted) resolve()
    context.signal.addEventListener('abort', () => resolve(), { once: true })
  })
  await server.close()
  return 0
}

/** Where a run wants to be opened. A file that is no run is told so by the page. */
function screenOf(run: string): string {
  try {
    const { opens } = JSON.parse(run) as { readonly opens?: unknown }
    if (typeof opens === 'string' && /^[a-z]+(\/[\w-]+)*$/.test(opens)) return opens
  } catch {}
  return 'time'
}
