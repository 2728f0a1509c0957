import { isRefusal } from '@watertight/domain'
import { seededRandom } from '@watertight/ports'
import { virtualStage } from '@watertight/ports/stage'
import { drawFaults } from '@watertight/ports/virtual'
import { expect, it } from 'vitest'
import { host } from '../host.ts'
import { Office, OfficeLanguage } from '../test-kit/tickets.ts'
import { asking } from '../test-kit/world.ts'
import { ClientError } from './client-error.ts'
import { clientFor } from './client-for.ts'

const seeds = 100
const seats = 12
const untilMs = 4_000

interface Ending {
  readonly seat: string
  readonly said: 'accepted' | 'refused' | 'it may have been done' | 'it was not done'
  /** How often the seat was in fact sold. */
  readonly sold: number
}

/** Sells seats through a network that loses, delays and doubles, to an office that hangs and crashes. */
async function sellAll(seed: number): Promise<readonly Ending[]> {
  const { next } = seededRandom(seed)
  const faults = drawFaults(next, ['office', 'tester'], 10, untilMs).filter(
    (fault) => fault.kind !== 'crash' || fault.host === 'office',
  )
  const world = virtualStage({ seed, faults })
  try {
    return await world.run(async () => {
      await world.host('office', (ports) => host(ports, { context: Office }))
      return new Promise<readonly Ending[]>((resolve, reject) => {
        void world.host('tester', async (ports) => {
          const tickets = clientFor(ports, { attemptMs: 300 })(OfficeLanguage)
          const { clock } = ports
          const owner = new AbortController().signal
          const sell = async (seat: string): Promise<Ending['said']> => {
            await clock.sleep(next() * untilMs, owner)
            try {
              const answer = await tickets.SellSeat(seat, { buyer: 'ann' }, { deadlineMs: 1_000 })
              return isRefusal(answer) ? 'refused' : 'accepted'
            } catch (error) {
              if (!(error instanceof ClientError)) throw error
              return error.mayHaveHappened ? 'it may have been done' : 'it was not done'
            }
          }
          const names = Array.from({ length: seats }, (_, n) => `${n}`)
          const work = async () => {
            const said = await Promise.all(names.map(sell))
            // whatever is still under way arrives
            await clock.sleep(2 * untilMs, owner)
            const ask = asking(ports, 'office')
            return Promise.all(
              names.map(async (seat, n): Promise<Ending> => {
                const { status, body } = await ask('GET', `/seat/${seat}/history`)
                const sold = status === 404 ? 0 : body.events.length
                return { seat, said: said[n] as Ending['said'], sold }
              }),
            )
          }
          await work().then(resolve, reject)
        })
      })
    })
  } finally {
    await world.stop()
  }
}

/** Each of them must come up too, or the runs prove little. */
const truths = [
  'accepted, sold 1',
  'it may have been done, sold 0',
  'it may have been done, sold 1',
  'it was not done, sold 0',
]

it('whatever the network does, what the client says is what happened', {
  timeout: 60_000,
}, async () => {
  const seen = new Set<string>()
  for (let seed = 1; seed <= seeds; seed++)
    for (const { seat, said, sold } of await sellAll(seed)) {
      const ending = `${said}, sold ${sold}`
      expect(truths, `seat ${seat} of seed ${seed}`).toContain(ending)
      seen.add(ending)
    }
  expect([...seen].sort()).toEqual(truths)
})
