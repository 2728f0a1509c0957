import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { EventType } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { nodePorts } from '@watertight/ports/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { host } from '../host.ts'
import { Departures } from '../test-kit/departing.ts'
import type { Kill } from '../test-kit/mortal.ts'
import type { Plan } from '../test-kit/mortal-trips.ts'
import { logOf } from '../test-kit/processes.ts'
import { Hotels } from '../test-kit/trips.ts'
import { Alarms, Commands, Instances, Processes } from './tables.ts'

const program = join(import.meta.dirname, '../test-kit/mortal-trips.ts')
let folder = ''
const children = new Set<ChildProcess>()
/** Started before they are needed: most of a short life is its start. */
const waiting: ChildProcess[] = []
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wt-killed-'))
})
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

function start(): ChildProcess {
  const child = spawn(process.execPath, ['--conditions=watertight-src', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') },
  })
  children.add(child)
  child.once('close', () => children.delete(child))
  return child
}

/** One process, from its start to its end: how it ended, and how many points it counted where it came to the end of its work. */
async function live(plan: Plan) {
  while (waiting.length < 2) waiting.push(start())
  const child = waiting.shift() as ChildProcess
  waiting.push(start())
  const ended = once(child, 'close')
  child.stdin?.end(`${JSON.stringify(plan)}\n`)
  const said = await text(child.stdout as NonNullable<typeof child.stdout>)
  const [code, signal] = await ended
  return { code, signal, points: Number(said) }
}

const portsIn = (place: string, service: string) =>
  nodePorts({ service, folder: place, directory: new Map(), log: () => {} })

const told = async (log: EventStore<EventType>, stream: string) =>
  (await log.read(stream).toArray()).map(({ type, data }) => ({ type, data }))

/** Books the two trips in a process that is killed at these points, one after the other, and started again on its file; answers with what there is when all is done, without what the clock gave to it. */
async function story(...kills: readonly Kill[]) {
  const place = mkdtempSync(join(folder, 'story-'))
  const hotelPorts = portsIn(join(place, 'hotels'), 'hotels')
  const hotels = await host(hotelPorts, { context: Hotels })
  const own = join(place, 'trips')
  let deaths = 0
  let points = 0
  try {
    for (const kill of [...kills, undefined]) {
      const life = await live({ folder: own, hotels: hotels.address, kill })
      if (life.signal === 'SIGKILL') {
        deaths++
        continue
      }
      expect(life).toMatchObject({ code: 0, signal: null })
      points = life.points
      break
    }
    const ports = portsIn(own, 'trips')
    const store = await logOf(ports, Departures)
    const outcome = {
      streams: {
        a: await told(store, 'trip-a'),
        b: await told(store, 'trip-b'),
        seaside: await told(hotels.store, 'room-seaside'),
        attic: await told(hotels.store, 'room-attic'),
      },
      heads: [await store.head(), await hotels.store.head()],
      instances: await store.rows(Instances).find(),
      alarms: await store.rows(Alarms).find(),
      commands: await store.rows(Commands).find(),
      totals: await store.rows(Processes).find(),
    }
    await store.close()
    await ports.stop()
    return { outcome, deaths, points }
  } finally {
    await hotels.stop()
    await hotelPorts.stop()
    rmSync(place, { recursive: true })
  }
}

const types = (...names: readonly string[]) =>
  names.map((type) => expect.objectContaining({ type }))

test('a process killed by SIGKILL before any of its commits and calls, or after it and again in its next life, has done everything once in the end', async () => {
  const unharmed = await story()
  expect(unharmed.outcome).toMatchObject({
    streams: {
      a: types('TripBooked', 'TripPriced', 'TravellerReminded', 'TripCalledOff'),
      b: types('TripBooked', 'TripPriced', 'TravellerReminded', 'TripCalledOff'),
      seaside: [{ type: 'RoomReserved', data: { trip: 'a' } }],
      attic: [],
    },
    alarms: [],
    commands: [],
    totals: [{ running: 0, alarms: 0, sending: 0 }],
  })
  let at = 0
  let deaths = 0
  for (let before = -1; deaths > before; ) {
    before = deaths
    at++
    const soon = { at, when: 'before' } as const
    const late = { at, when: 'after' } as const
    for (const kills of [[soon], [late, late]]) {
      const one = await story(...kills)
      expect(one.outcome, `killed at ${JSON.stringify(kills)}`).toEqual(unharmed.outcome)
      deaths += one.deaths
    }
  }
  // what shares a commit is up to the moment, so lives differ by a few points
  expect(at).toBeGreaterThan(unharmed.points / 2)
  expect(deaths).toBeGreaterThan(at)
}, 600_000)
