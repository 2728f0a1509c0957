import { subscribe } from 'node:diagnostics_channel'
import { isBuiltin, registerHooks } from 'node:module'
import { dirname } from 'node:path'
import process from 'node:process'
import { constants, DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'

/** Modules of Node that compute and do no more. */
const open = new Set(
  ['assert', 'buffer', 'crypto', 'events', 'path', 'stream', 'url', 'util'].map(
    (it) => `node:${it}`,
  ),
)

/** What a lab may be solved with; neither adapters of ports nor the grader are among them. */
const packages = /^@watertight\/(ports$|(domain|resilience|eventstore)($|\/))/

/** What Node's permission model refuses; it tells, even where the code swallows the error. */
const refusals = ['fs', 'net', 'child', 'worker', 'addon', 'inspector', 'wasi']

const network = ['fetch', 'WebSocket', 'EventSource']
const timers = ['setTimeout', 'setInterval']

/** Ways out of the process, or to others. */
const ofProcess = [
  ...['getBuiltinModule', 'binding', '_linkedBinding', 'dlopen', 'kill', '_kill', 'abort', 'chdir'],
  ...['execve', '_debugProcess', 'loadEnvFile'],
]

export interface DoorOptions {
  /** The learner's file; what is beside it is the learner's as well. */
  readonly file: string
  readonly reached: (door: string) => void
  /** Time passes by itself: timers of the machine are what the clock's are made of. */
  readonly isReal?: boolean
}

/** Leaves the code that is loaded from now on nothing but its ports; whatever it tries is told.
 *
 * Node's permission model, with which the process was started, keeps it from files, sockets, processes and threads; but not from SQLite, which opens files by itself, from signals, and
 * from ways around imports. Those are closed here.
 */
export function closeDoors({ file, reached, isReal = false }: DoorOptions): void {
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
  closeImports(`${pathToFileURL(dirname(file)).href}/`, refuse)
  const shut = (owner: object, names: readonly string[], prefix = '') => {
    for (const name of names)
      Object.defineProperty(owner, name, {
        value: () => {
          throw refuse(`${prefix}${name}`)
        },
      })
  }
  closeDatabases(refuse, shut)
  shut(globalThis, isReal ? network : [...network, ...timers])
  shut(process, ofProcess, 'process.')
  freezeBuiltIns()
}

/** What labs and their judges are made of stays as it is, and is found under its name. `Object.prototype` may be shadowed by what inherits from it, so it only takes nothing new. */
function freezeBuiltIns(): void {
  const iterator = Object.getPrototypeOf([][Symbol.iterator]())
  const own = [
    ...[Array, Map, Set, WeakMap, WeakSet, Promise, String, Number, Date, RegExp, Function],
    ...[AbortSignal, AbortController, EventTarget, Event],
  ]
  for (const it of own) {
    Object.freeze(it)
    Object.freeze(it.prototype)
  }
  const iterators = Object.getPrototypeOf(iterator)
  for (const it of [iterator, iterators, Object, JSON, Math, Reflect]) Object.freeze(it)
  Object.preventExtensions(Object.prototype)
  for (const [name, global] of Object.entries(Object.getOwnPropertyDescriptors(globalThis)))
    if (global.configurable && 'value' in global)
      Object.defineProperty(globalThis, name, { writable: false, configurable: false })
}

type Refuse = (door: string) => Error
type Shut = (owner: object, names: readonly string[], prefix?: string) => void

/** Of a learner's files, only those beside it, pure modules of Node and the packages a lab is solved with. */
function closeImports(folder: string, refuse: Refuse): void {
  registerHooks({
    resolve(specifier, context, next) {
      const isTheirs = context.parentURL?.startsWith(folder) === true
      const isOurs = specifier.startsWith('@watertight/')
      if (isTheirs && isOurs && !packages.test(specifier)) throw refuse(specifier)
      // packages of the project are found wherever the learner's folder is
      if (isOurs) return next(specifier, { ...context, parentURL: import.meta.url })
      const found = next(specifier, context)
      if (!isTheirs) return found
      if (isBuiltin(found.url)) {
        if (!open.has(found.url)) throw refuse(found.url)
      } else if (!found.url.startsWith(folder)) throw refuse(specifier.slice(0, 100))
      return found
    },
  })
}

/** A database of the storage port stays the only one: no second file, no extension, no way to make another. */
function closeDatabases(refuse: Refuse, shut: Shut): void {
  const { prototype } = DatabaseSync
  const { setAuthorizer } = prototype
  // not by way of what the learner's code may change
  const { apply } = Reflect
  const fence = (database: DatabaseSync) =>
    apply(setAuthorizer, database, [
      (action: number) => {
        // `vacuum into` attaches as well
        if (action !== constants.SQLITE_ATTACH) return constants.SQLITE_OK
        refuse('a second database')
        return constants.SQLITE_DENY
      },
    ])
  const fenced = new WeakSet<DatabaseSync>()
  for (const name of ['exec', 'prepare'] as const) {
    const original = prototype[name] as (sql: string) => unknown
    Object.defineProperty(prototype, name, {
      value(this: DatabaseSync, sql: string) {
        if (!fenced.has(this)) fence(this)
        fenced.add(this)
        return apply(original, this, [sql])
      },
    })
  }
  shut(prototype, ['setAuthorizer', 'enableLoadExtension', 'loadExtension'], 'DatabaseSync.')
  Object.defineProperty(prototype, 'constructor', {
    get() {
      throw refuse('DatabaseSync')
    },
  })
}
