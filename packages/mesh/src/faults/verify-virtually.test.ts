import { json, type Ports, reply } from '@watertight/ports'
import { VirtualFolder, VirtualWorld } from '@watertight/ports/virtual'
import { expect, test } from 'vitest'
import { faultDoor } from './fault-door.ts'
import { readFaults, type Scenario } from './read-faults.ts'
import { verifyFaults } from './verify-faults.ts'
import { type VirtualService, verifyVirtually } from './verify-virtually.ts'

function scenarioOf(faults: string, expectation: string, more = ''): Scenario {
  const text = `apiVersion: watertight.dev/v1
kind: Faults
metadata: { name: one }
spec:
  system: films
  before: 2s
  lasts: 10s
  after: 5s
  faults: ${faults}
  traffic: [{ name: calls, service: films, path: "/{n}", perSecond: 10, expect: ${expectation} }]
${more}`
  const { scenario, problems } = readFaults({ name: 'one.yaml', text })
  expect(problems).toEqual([])
  return scenario as Scenario
}

function films({ hasDoor = true, isReady = true } = {}): VirtualService {
  const start = async (ports: Ports) => {
    const { transport } = hasDoor ? faultDoor(ports).ports : ports
    let calls = 0
    const server = await transport.serve('films', async ({ path }) => {
      if (path === '/readyz') return reply(isReady ? 200 : 503, '')
      if (path === '/calls') return reply(200, { calls })
      if (path.startsWith('/-/')) return reply(404, '')
      calls++
      return reply(200, { is: 'here' })
    })
    return { stop: () => server.close() }
  }
  return { name: 'films', start }
}
const verify = (scenario: Scenario, service = films()) =>
  verifyVirtually(scenario, { services: [service], rules: [] })

test('what came as expected is told with its figures', async () => {
  const slow = '[{ slow: { service: films, by: 300ms }, for: 5s }]'
  const claims =
    '{ availability: 100, every: [{ at: /is, equals: here }], last: [{ at: /is, equals: here }] }'
  const asked =
    '  afterwards: [{ service: films, path: /calls, expect: [{ at: /calls, equals: "121" }] }]\n'
  const verdict = await verify(scenarioOf(slow, claims, asked))
  expect(verdict.findings).toEqual([
    { isMet: true, sentence: 'calls: 100 of 100 were answered, expected 100 %' },
    { isMet: true, sentence: 'calls: /is is here, always' },
    { isMet: true, sentence: 'calls: /is is here, again 0.0 s after the faults' },
    { isMet: true, sentence: 'films /calls: /calls is 121' },
  ])
  expect(verdict.isMet).toBe(true)
  expect(verdict.figures.calls?.struck).toMatchObject({ requests: 100, failed: 0 })
  expect(verdict.figures.calls?.struck.p99).toBeGreaterThan(300)
  expect(verdict.figures.calls?.normal.p99).toBeLessThan(50)
})

test('what did not come is told with the facts', async () => {
  const kill = '[{ kill: { service: films }, for: 5s }]'
  const claims =
    '{ availability: 100, p99TimesNormal: 2, every: [{ at: /is, equals: there }], some: [{ at: /is, equals: gone }] }'
  const { isMet, findings } = await verify(scenarioOf(kill, claims))
  expect(isMet).toBe(false)
  expect(findings.map((one) => one.isMet)).toEqual([false, true, false, false])
  expect(findings[0]?.sentence).toMatch(/^calls: \d\d of 100 were answered, expected 100 % \(WT_/)
  expect(findings[2]?.sentence).toMatch(/^calls: \/is is there: not so in \d+ answers$/)
  expect(findings[3]?.sentence).toBe('calls: /is is gone, never seen')
})

test('what is too late is told with the times', async () => {
  const slow = '[{ slow: { service: films, by: 300ms } }]'
  const { findings } = await verify(scenarioOf(slow, '{ p99TimesNormal: 2 }'))
  expect(findings[0]?.isMet).toBe(false)
  expect(findings[0]?.sentence).toMatch(
    /^calls: p99 3\d\d\.\d ms, expected at most 2 × \d\d\.\d ms$/,
  )
})

test('what does not become well again is told after the time for it', async () => {
  const kill = '[{ hang: { service: films }, for: 1s }]'
  const { findings } = await verify(scenarioOf(kill, '{ last: [{ at: /is, equals: gone }] }'))
  expect(findings.at(-1)?.isMet).toBe(false)
  expect(findings.at(-1)?.sentence).toMatch(/still not 5\.\d s after the faults$/)
})

test('whoever ends it early leaves no fault on', async () => {
  const world = new VirtualWorld({ seed: 1 })
  const stopping = new AbortController()
  const scenario = scenarioOf('[{ hang: { service: films } }]', '{}')
  try {
    await world.run(async () => {
      await world.host('films', (ports) =>
        films().start(ports, { args: [], rules: new VirtualFolder() }),
      )
      await world.host('viewer', async (ports) => {
        const system = { ports, addressOf: (name: string) => name, kill: () => () => {} }
        ports.clock.after(3_000, () => stopping.abort(new Error('Ctrl-C')))
        await expect(verifyFaults(scenario, system, stopping.signal)).rejects.toThrow()
        const call = { to: 'films', method: 'GET', path: '/-/faults', deadline: 60_000 }
        expect(json((await ports.transport.call(call)).body)).toEqual([])
      })
    })
  } finally {
    await world.stop()
  }
})

test('the same seed gives the same verdict', async () => {
  const scenario = scenarioOf(
    '[{ abort: { service: films, status: 500, percentage: 30 } }]',
    '{ availability: 50 }',
  )
  expect(await verify(scenario)).toEqual(await verify(scenario))
})

test('a service without a fault door, or one that never gets ready, is told', async () => {
  const scenario = scenarioOf('[{ hang: { service: films } }]', '{}')
  await expect(verify(scenario, films({ hasDoor: false }))).rejects.toThrow(
    'WT_FAULTS_REFUSED: films answered 404 when told its faults',
  )
  await expect(verify(scenario, films({ isReady: false }))).rejects.toThrow(
    'WT_FAULTS_SYSTEM: films is not ready: /readyz says 503',
  )
})
