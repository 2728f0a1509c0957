import { basename, dirname } from 'node:path'
import { parseArgs } from 'node:util'
import type { Log } from '@watertight/ports'
import { jsonLines, nodeFolder, nodePorts } from '@watertight/ports/node'
import { type Context, usageError } from '../../config/command/context.ts'
import { controlPlane } from '../plane/control-plane.ts'

export interface ServeContext extends Context {
  /** Fires when it is to stop. */
  readonly signal: AbortSignal
}

const options = {
  host: { type: 'string', default: '127.0.0.1' },
  port: { type: 'string', default: '4700' },
  'token-file': { type: 'string' },
} as const

/** Runs until the signal fires. What it prints are log lines of JSON, the first of them `{"ready":"http://…"}`. */
export async function serve({ args, out, signal }: ServeContext): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  const [folder = 'mesh', more] = positionals
  if (more !== undefined) throw usageError(`'${more}' is one argument too many. See --help`)
  const { host } = values
  const port = Number(values.port)
  if (!/^\d{1,5}$/.test(values.port) || port > 65_535)
    throw usageError(`--port ${values.port} must be a number from 0 to 65535`)
  const tokenFile = values['token-file']
  const token = tokenFile === undefined ? undefined : await firstLineOf(tokenFile)
  const log: Log = jsonLines('control-plane', (line) => out.line(line.trimEnd()))
  const ports = nodePorts({
    ...{ service: 'control-plane', folder: '.watertight', directory: new Map(), log },
    ...{ host, port },
  })
  try {
    const plane = await controlPlane({
      ports,
      folder: nodeFolder(folder),
      ...(token !== undefined && { token }),
    })
    out.line(JSON.stringify({ ready: plane.address, folder }))
    await fired(signal)
    await plane.stop()
  } finally {
    await ports.stop()
  }
  return 0
}

async function firstLineOf(path: string): Promise<string> {
  const text = await nodeFolder(dirname(path)).read(basename(path))
  if (text === undefined) throw usageError(`there is no file ${path}`)
  return (text.split('\n', 1)[0] ?? '').trim()
}

const fired = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
