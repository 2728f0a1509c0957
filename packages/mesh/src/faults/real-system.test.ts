import { type Handler, type Ports, reply } from '@watertight/ports'
import { VirtualWorld } from '@watertight/ports/virtual'
import { expect, test } from 'vitest'
import { applyFaults } from './apply-faults.ts'
import { type RealService, realSystem } from './real-system.ts'

const films = (process: RealService['process']): RealService => ({ name: 'films', process })

/** A service that answers to `films`, and whoever breaks it. */
async function play(handler: Handler, scenario: (ports: Ports) => Promise<void>): Promise<void> {
  const world = new VirtualWorld({ seed: 1 })
  try {
    await world.run(async () => {
      await world.host('films', async ({ transport }) => {
        await transport.serve('films', handler)
      })
      await world.host('command', scenario)
    })
  } finally {
    await world.stop()
  }
}

test('what is killed is killed again when its supervisor has started it, and told its faults when it is there', async () => {
  const told: string[] = []
  const killed: number[] = []
  let pid = 1
  const kill = () => {
    killed.push(pid)
    // it is started again twice
    pid = Math.min(3, pid + 1)
  }
  const answer: Handler = async ({ method, path, body }) => {
    told.push(`${method} ${path} ${body}`)
    return reply(200, {})
  }
  await play(answer, async (ports) => {
    const system = realSystem({ ports }, [films(() => ({ pid, address: 'films', kill }))])
    const faults = [{ kill: { service: 'films' } }, { hang: { service: 'films' } }]
    await applyFaults({ faults, lasts: 2_000 }, system, new AbortController().signal)
    expect(ports.clock.now()).toBeGreaterThanOrEqual(2_000)
  })
  expect(killed).toEqual([1, 2, 3])
  expect(told).toEqual(['PUT /-/faults [{"is":"hang"}]', 'PUT /-/faults []'])
})

test('at Ctrl-C all faults are taken back', async () => {
  const told: string[] = []
  const stopping = new AbortController()
  const answer: Handler = async ({ body }) => {
    told.push(String(body))
    stopping.abort(new Error('Ctrl-C'))
    return reply(200, {})
  }
  await play(answer, async (ports) => {
    const process = () => ({ pid: 1, address: 'films', kill() {} })
    const faults = [{ hang: { service: 'films' } }]
    await applyFaults(
      { faults, lasts: 60_000 },
      realSystem({ ports }, [films(process)]),
      stopping.signal,
    )
    expect(ports.clock.now()).toBeLessThan(200)
  })
  expect(told).toEqual(['[{"is":"hang"}]', '[]'])
})

test('a service without an address, as in one process with others, is refused at once', async () => {
  await play(
    async () => reply(200, {}),
    async (ports) => {
      expect(() => realSystem({ ports }, [films(() => ({ pid: 1, kill() {} }))])).toThrow(
        'WT_FAULTS_SYSTEM: films has no address of its own',
      )
    },
  )
})
