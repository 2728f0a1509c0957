import { virtualStage } from '@watertight/ports/stage'
import { VirtualFolder } from '@watertight/ports/virtual'
import { expect, test } from 'vitest'
import { mesh } from '../../dataplane/mesh.ts'
import { serviceEntry, virtualService } from '../test-kit/rules.ts'
import { type MeshPush, type MeshWatch, watchMesh } from './watch-mesh.ts'

const films = (address: string) =>
  serviceEntry(
    `hosts: [films.example]\nports: [{ number: 80, name: web }]\nresolution: STATIC\nendpoints: [{ address: ${address} }]`,
  )
const timeout = (said: string) =>
  virtualService(
    `hosts: [films.example]\nhttp: [{ timeout: ${said}, route: [{ destination: { host: films.example } }] }]`,
  )

interface Scene {
  readonly folder: VirtualFolder
  readonly rules: MeshWatch
  readonly pushes: readonly MeshPush[]
  readonly logged: readonly string[]
  /** Until what was written is read. */
  settle(): Promise<void>
}

async function follow(
  scenario: (scene: Scene) => Promise<void>,
  first = timeout('1s'),
): Promise<void> {
  const logged: string[] = []
  const world = virtualStage({ seed: 1, log: (_, message) => logged.push(message) })
  try {
    await world.run(() =>
      world.host('one', async (ports) => {
        const { clock } = ports
        const folder = new VirtualFolder()
        folder.write('films.yaml', films('10.0.0.1'))
        folder.write('routes.yaml', first)
        folder.write('README.md', 'no rules')
        const pushes: MeshPush[] = []
        const rules = await watchMesh({ folder, ports, onPush: (push) => pushes.push(push) })
        const settle = () => clock.sleep(100, new AbortController().signal)
        try {
          await scenario({ folder, rules, pushes, logged, settle })
        } finally {
          rules.stop()
        }
      }),
    )
  } finally {
    await world.stop()
  }
}

const timeoutOf = ({ snapshot }: { readonly snapshot: MeshWatch['snapshot'] }) =>
  snapshot.hosts.get('films.example')?.routes[0]?.timeoutMs

test('a change of the files is a new snapshot', () =>
  follow(async ({ folder, rules, pushes, settle }) => {
    const before = rules.snapshot
    expect(timeoutOf(rules)).toBe(1_000)
    folder.write('routes.yaml', timeout('2s'))
    await settle()
    expect(timeoutOf(rules)).toBe(2_000)
    expect(pushes).toMatchObject([{ isAccepted: true, problems: [] }])
    expect(pushes[0]?.snapshot).toBe(rules.snapshot)
    expect(rules.snapshot.version).not.toBe(before.version)
  }))

test('rules with an error are not taken: the last ones stay in force, and that is said', () =>
  follow(async ({ folder, rules, pushes, logged, settle }) => {
    const before = rules.snapshot
    folder.write('routes.yaml', timeout('2 secs'))
    folder.write('films.yaml', films('10.0.0.2'))
    await settle()
    // of two files neither is used while one is wrong
    expect(rules.snapshot).toBe(before)
    expect(pushes).toMatchObject([
      {
        isAccepted: false,
        problems: [{ code: 'WT_MESH_VALUE', place: { file: 'routes.yaml', line: 6 } }],
      },
    ])
    expect(pushes[0]?.snapshot).toBe(before)
    expect(logged).toEqual(['the rules have errors; the last ones stay in force'])
    folder.write('routes.yaml', timeout('2s'))
    await settle()
    expect(timeoutOf(rules)).toBe(2_000)
    expect(rules.snapshot.clusters.get('films.example|80|')?.endpoints[0]?.address).toBe('10.0.0.2')
  }))

test('what would fail calls for certain is not taken either', () =>
  follow(async ({ folder, rules, pushes, settle }) => {
    const before = rules.snapshot
    folder.write(
      'routes.yaml',
      timeout('2s').replace('films.example }', 'films.example, subset: v9 }'),
    )
    await settle()
    expect(rules.snapshot).toBe(before)
    expect(pushes[0]?.problems).toMatchObject([{ code: 'WT_MESH_SUBSET_UNKNOWN' }])
  }))

test('several files written together are read once', () =>
  follow(async ({ folder, pushes, settle }) => {
    for (let i = 0; i < 20; i++) folder.write('routes.yaml', timeout(`${i + 1}s`))
    await settle()
    expect(pushes).toHaveLength(1)
    expect(pushes.map(timeoutOf)).toEqual([20_000])
  }))

test('a folder that goes away takes nothing with it', () =>
  follow(async ({ folder, rules, pushes, settle }) => {
    const before = rules.snapshot
    folder.destroy()
    await settle()
    expect(rules.snapshot).toBe(before)
    expect(pushes).toMatchObject([{ isAccepted: false, problems: [{ code: 'WT_MESH_FOLDER' }] }])
    folder.write('films.yaml', films('10.0.0.3'))
    await settle()
    expect(pushes).toMatchObject([{}, { isAccepted: true }])
  }))

test('other endpoints are a new snapshot of the same rules, even while the files are wrong', () =>
  follow(async ({ folder, rules, pushes, settle }) => {
    const endpoint = { address: '10.0.0.7', port: 80, labels: {}, weight: 1 }
    folder.write('routes.yaml', 'kind: Nothing')
    await settle()
    rules.discover([{ host: 'serials', endpoints: [endpoint] }])
    expect(rules.snapshot.hosts.get('serials')).toBeDefined()
    expect(timeoutOf(rules)).toBe(1_000)
    expect(pushes).toMatchObject([{ isAccepted: false }, { isAccepted: true }])
  }))

test('a listener that throws is logged, and hears the next push all the same', async () => {
  const logged: string[] = []
  const world = virtualStage({ seed: 1, log: (_, message) => logged.push(message) })
  try {
    await world.run(() =>
      world.host('one', async (ports) => {
        const folder = new VirtualFolder()
        folder.write('films.yaml', films('10.0.0.1'))
        let heard = 0
        const onPush = () => {
          heard++
          throw new Error('no')
        }
        const rules = await watchMesh({ folder, ports, onPush })
        for (const address of ['10.0.0.2', '10.0.0.3']) {
          folder.write('films.yaml', films(address))
          await ports.clock.sleep(100, new AbortController().signal)
        }
        expect(heard).toBe(2)
        expect(logged).toEqual(Array(2).fill('the listener of pushed rules threw'))
        rules.stop()
      }),
    )
  } finally {
    await world.stop()
  }
})

test('after stop nothing is read or told', () =>
  follow(async ({ folder, rules, pushes, settle }) => {
    folder.write('routes.yaml', timeout('2s'))
    rules.stop()
    folder.write('routes.yaml', timeout('3s'))
    await settle()
    expect(pushes).toEqual([])
    expect(timeoutOf(rules)).toBe(1_000)
  }))

test('wrong from the start is an error that says where', async () => {
  await expect(follow(async () => {}, timeout('2 secs'))).rejects.toThrow(
    /^WT_MESH_RULES: the rules have 1 error, .*\n {2}routes.yaml:6:\d+: error WT_MESH_VALUE/,
  )
})

test('a mesh swaps by one pointer: calls under way keep the rules they began with', async () => {
  const world = virtualStage({ seed: 1 })
  try {
    await world.run(async () => {
      for (const name of ['10.0.0.1', '10.0.0.2'])
        await world.host(name, async ({ transport, clock }) => {
          await transport.serve(name, async () => {
            await clock.sleep(500, new AbortController().signal)
            return { status: 200, headers: {}, body: name }
          })
        })
      await world.host('caller', async (ports) => {
        const folder = new VirtualFolder()
        folder.write('films.yaml', films('10.0.0.1'))
        const rules = await watchMesh({
          folder,
          ports,
          onPush: ({ snapshot }) => running.update(snapshot),
        })
        const running = mesh({
          ports,
          snapshot: rules.snapshot,
          addressOf: ({ address }) => address,
        })
        const get = async () =>
          (
            await running.transport.call({
              to: 'films.example',
              method: 'GET',
              path: '/',
              deadline: ports.clock.now() + 5_000,
            })
          ).body
        const before = get()
        folder.write('films.yaml', films('10.0.0.2'))
        await ports.clock.sleep(100, new AbortController().signal)
        expect(await get()).toBe('10.0.0.2')
        expect(await before).toBe('10.0.0.1')
        rules.stop()
        running.stop()
      })
    })
  } finally {
    await world.stop()
  }
})
