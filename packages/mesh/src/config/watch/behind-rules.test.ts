import { reply } from '@watertight/ports'
import { VirtualFolder, VirtualWorld } from '@watertight/ports/virtual'
import { expect, test } from 'vitest'
import type { MeshEvent } from '../../dataplane/telemetry/events.ts'
import { destinationRule, serviceEntry, virtualService } from '../test-kit/rules.ts'
import { type BehindRules, type BehindRulesOptions, behindRules } from './behind-rules.ts'

const films = serviceEntry(
  'hosts: [films.example]\nports: [{ number: 80, name: web }]\nresolution: DNS\nendpoints: [{ address: films }]',
)
const doors = destinationRule(
  'host: films.example\ntrafficPolicy: { outlierDetection: { consecutive5xxErrors: 2, maxEjectionPercent: 100 } }',
)
const answering = (status: number) =>
  virtualService(
    `hosts: [films.example]\nhttp: [{ match: [{ uri: { prefix: /told } }], directResponse: { status: ${status} } }, { route: [{ destination: { host: films.example } }] }]`,
  )

interface Scene {
  readonly folder: VirtualFolder
  readonly behind: BehindRules<unknown>
  readonly logged: readonly string[]
  ask(path: string): Promise<number>
  settle(): Promise<void>
}

async function inScene(
  options: Omit<BehindRulesOptions, 'folder'>,
  scenario: (scene: Scene) => Promise<void>,
): Promise<void> {
  const logged: string[] = []
  const world = new VirtualWorld({ seed: 1, log: (_, message) => logged.push(message) })
  const folder = new VirtualFolder()
  folder.write('films.yaml', films)
  folder.write('doors.yaml', doors)
  folder.write('ways.yaml', answering(418))
  try {
    await world.run(async () => {
      await world.host('films', async ({ transport }) => {
        await transport.serve('films', async () => reply(500, ''))
      })
      await world.host('caller', async (outside) => {
        const { ports, ...behind } = await behindRules(outside, { ...options, folder })
        const { clock, transport } = ports
        const call = { to: 'films.example', method: 'GET' }
        await scenario({
          ...{ folder, behind: { ports, ...behind }, logged },
          ask: async (path) =>
            (await transport.call({ ...call, path, deadline: clock.now() + 1_000 })).status,
          settle: () => clock.sleep(100, new AbortController().signal),
        })
        behind.stop()
      })
    })
  } finally {
    await world.stop()
  }
}

test('calls go by the rules, to endpoints that the transport below knows by name', () =>
  inScene({}, async ({ ask }) => {
    expect(await ask('/told')).toBe(418)
    expect(await ask('/')).toBe(500)
  }))

test('what is written later holds from then on, and a mistake changes nothing and is told', () =>
  inScene({}, async ({ folder, behind, ask, settle }) => {
    folder.write('ways.yaml', answering(204))
    await settle()
    expect(await ask('/told')).toBe(204)
    folder.write('ways.yaml', 'kind: Nonsense')
    await settle()
    expect(await ask('/told')).toBe(204)
    expect(behind.status().problems.map(({ code }) => code)).toContain('WT_MESH_KIND')
    behind.stop()
    folder.write('ways.yaml', answering(418))
    await settle()
    expect(await ask('/told')).toBe(204)
  }))

test('what happens is logged, told to a sink and kept, the last hundred of it', () => {
  const heard: MeshEvent[] = []
  return inScene({ sink: (event) => heard.push(event) }, async (scene) => {
    await scene.ask('/')
    await scene.ask('/')
    expect(heard.map(({ is }) => is)).toEqual(['endpoint ejected'])
    expect(scene.logged).toContain('endpoint ejected')
    expect(scene.behind.status()).toMatchObject({
      events: heard,
      clusters: [{ endpoints: [{ isEjected: true }] }],
    })
    for (let i = 0; i < 120; i++) {
      scene.folder.write('ways.yaml', answering(200 + i))
      await scene.settle()
    }
    const { events } = scene.behind.status()
    expect([events.length, events[0]?.is]).toEqual([100, 'snapshot swapped'])
  })
})
