import { DatabaseSync } from 'node:sqlite'
import { EventStoreError } from '@watertight/eventstore'
import { type Handler, type Log, type Ports, seededRandom, Tasks, uuidv7 } from '@watertight/ports'
import { type Hosted, host } from '../../host.ts'
import type { Weather } from './draft.ts'
import { Kiosk, readModels } from './kiosk.ts'
import type { ManualClock } from './manual-clock.ts'
import type { Tokens } from './tokens.ts'

const limits = Object.freeze({ maxBodyBytes: 8_192, maxConcurrent: 32, maxWaiting: 8 })

/** The kiosk, hosted without a socket: on a clock that stands, on a disk in memory that outlives it. */
export interface KioskHost {
  /** Of the store, as the draft says. */
  readonly weather: { now: Weather | undefined }
  readonly handler: Handler
  readonly hosted: Hosted
  /** What was logged as an error. */
  readonly errors: string[]
  /** `meanwhile` it still takes requests, and says that it is about to end. */
  stop(meanwhile?: () => Promise<void>): Promise<void>
}

/** A defect put in on purpose, to see that it is found. */
export interface Sabotage {
  handler?(handler: Handler): Handler
  append?(append: Append): Append
}
type Append = (stream: string, events: readonly unknown[], options: object) => Promise<any>

const lost = () => new EventStoreError('WT_OUTCOME_UNKNOWN', 'it is gone')

let disks = 0

/** A disk in memory: it is there until its anchor closes. */
export function memoryDisk() {
  const uri = `file:/fuzz-${++disks}?vfs=memdb`
  const anchor = new DatabaseSync(uri)
  return { open: () => new DatabaseSync(uri), close: () => anchor.close() }
}

export async function hostKiosk(
  seed: number,
  { auth }: Pick<Tokens, 'auth'>,
  disk: ReturnType<typeof memoryDisk>,
  clock: ManualClock,
  sabotage: Sabotage = {},
): Promise<KioskHost> {
  const errors: string[] = []
  const log: Log = (level, message, facts) => {
    if (level === 'error') errors.push(`${message} ${JSON.stringify(facts)}`)
  }
  const random = seededRandom(seed)
  const tasks = new Tasks(log)
  const weather: KioskHost['weather'] = { now: undefined }
  let handler: Handler | undefined
  const drained = Promise.withResolvers<void>()
  const ports: Ports = {
    ...{ clock, random, log, spawn: tasks.spawn, ids: uuidv7(clock, random) },
    storage: { open: disk.open },
    transport: {
      isPublic: true,
      call: () => Promise.reject(new Error('the kiosk calls nobody')),
      open: () => Promise.reject(new Error('the kiosk hears nobody')),
      async serve(name, served) {
        handler = served
        return { address: name, close: () => drained.promise }
      },
    },
  }
  const hosted = await host(ports, {
    ...{ context: Kiosk, readModels, auth, http: limits },
    routes: () => ({
      'GET /defect': () => {
        throw new TypeError('a defect that was planted')
      },
      'GET /stuck': () => new Promise(() => {}),
    }),
    automations: (store) => {
      const append = store.append.bind(store) as Append
      const sabotaged = sabotage.append?.(append) ?? append
      const inWeather: Append = async (stream, ...given) => {
        if (weather.now === 'unavailable')
          throw new EventStoreError('WT_ENGINE_FAILED', 'it is full')
        if (weather.now === 'contended') return { is: 'conflict', stream, revision: 0, missed: [] }
        if (weather.now === 'lost before') throw lost()
        const answer = await sabotaged(stream, ...given)
        if (weather.now === 'lost after') throw lost()
        return answer
      }
      Object.assign(store, { append: inWeather })
      return []
    },
  })
  const served = handler as Handler
  return {
    ...{ weather, hosted, errors, handler: sabotage.handler?.(served) ?? served },
    async stop(meanwhile = async () => {}) {
      const stopped = hosted.stop()
      await meanwhile()
      drained.resolve()
      await stopped
    },
  }
}
