import { subscribe } from 'node:diagnostics_channel'
import { registerHooks } from 'node:module'
import process from 'node:process'
import { pathToFileURL } from 'node:url'

/** Modules of Node that compute and do no more. */
const open = new Set(
  ['assert', 'buffer', 'crypto', 'events', 'path', 'stream', 'url', 'util'].map(
    (it) => `node:${it}`,
  ),
)

/** What Node's permission model refuses; it tells, even where the code swallows the error. */
const refusals = ['fs', 'net', 'child', 'worker', 'addon', 'inspector', 'wasi']

/** Globals that reach past the ports. */
const globals = ['setTimeout', 'setInterval', 'fetch', 'WebSocket', 'EventSource'] as const

/** Leaves the code that is loaded from now on nothing but its ports; whatever it tries is told.
 *
 * Node's permission model, with which the process was started, keeps it from files, sockets, processes and threads; but not from SQLite, which opens files by itself, from signals, and
 * from ways around imports. Those are closed here.
 */
export function closeDoors(file: string, reached: (door: string) => void): void {
  for (const kind of refusals)
    subscribe(`node:permission-model:${kind}`, (message) => {
      const { permission = kind, resource = '' } = message as Partial<Record<string, string>>
      // Node itself looks for package.json in folders above; what may not be read is not read
      if (permission !== 'FileSystemRead') reached(`${permission} ${resource}`.trim())
    })
  const refuse = (door: string) => {
    reached(door)
    return new Error(`${door} is reached without a port; take what you need from the ports`)
  }
  registerHooks({
    resolve(specifier, context, next) {
      const isOurs = specifier.startsWith('@watertight/')
      // packages of the project are found wherever the learner's folder is
      if (isOurs) return next(specifier, { ...context, parentURL: import.meta.url })
      const found = next(specifier, context)
      const isTheirs = context.parentURL?.startsWith(pathToFileURL(file).href)
      if (isTheirs && found.url.startsWith('node:') && !open.has(found.url)) throw refuse(found.url)
      return found
    },
  })
  for (const name of globals)
    Object.defineProperty(globalThis, name, {
      value: () => {
        throw refuse(name)
      },
    })
  for (const name of ['getBuiltinModule', 'binding', 'dlopen', 'kill', 'abort', 'chdir'] as const)
    Object.defineProperty(process, name, {
      value: () => {
        throw refuse(`process.${name}`)
      },
    })
}
