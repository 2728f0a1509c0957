// One life of a service of trips: takes a plan as a line of JSON, and ends when all is done or it is killed.
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { nodePorts } from '@watertight/ports/node'
import { host } from '../host.ts'
import { bookings, Departures } from './departing.ts'
import { type Kill, mortal } from './mortal.ts'
import { asking } from './world.ts'

export interface Plan {
  readonly folder: string
  /** Where the hotels are. */
  readonly hotels: string
  readonly kill?: Kill | undefined
}

const [line] = await once(createInterface({ input: process.stdin }), 'line')
const { folder, hotels, kill } = JSON.parse(line) as Plan
const directory = new Map([['hotels', hotels]])
const own = nodePorts({ service: 'trips', folder, directory, log: () => {} })

let changed = () => {}
const { ports, points } = mortal(own, kill, () => changed())
const trips = await host(ports, { context: Departures })
const ask = asking(own, 'trips')

/** A booking that was answered in an earlier life is answered again. */
for (const [id, { data }] of Object.entries(bookings))
  await ask('POST', `/trip/${id}/book-trip`, data, id)

for (let isOver = false; !isOver; ) {
  const change = new Promise<void>((resolve) => {
    changed = resolve
  })
  const { head, processes } = (await ask('GET', '/status')).body
  const { position, running, alarms, sending } = processes.Departing
  isOver = position === head && running + alarms + sending === 0
  if (!isOver) await change
}
process.stdout.write(`${points()}\n`)
await trips.stop()
await own.stop()
