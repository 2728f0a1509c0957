import { expect, test } from 'vitest'
import { virtualService } from '../config/test-kit/rules.ts'
import { addressesOf, endpointsIn, films, scene, timeoutOf, timeoutRule } from './test-kit/scene.ts'

test('rules of the folder and endpoints that report themselves come to all who follow', () =>
  scene(async (stage) => {
    await stage.serve()
    await stage.instance('films-1')
    const edge = await stage.follow('edge')
    await stage.instance('films-2', { endpoint: { address: 'films-2', port: 80, weight: 3 } })
    await stage.pass(200)
    expect(timeoutOf(edge)).toBe(1_000)
    expect(addressesOf(edge)).toEqual(['films-1', 'films-2'])
    stage.folder.write('films.yaml', timeoutRule('2s'))
    await stage.pass(300)
    expect(timeoutOf(edge)).toBe(2_000)
    const { clients, endpoints, version, run } = stage.plane.status()
    expect(clients).toMatchObject([
      {
        client: 'edge',
        sent: version,
        isWaiting: false,
        report: {
          version,
          isAccepted: true,
          rules: `${run}/${version}`,
          snapshot: edge.rules?.snapshot.version,
          problems: [],
        },
      },
    ])
    expect(endpoints).toMatchObject([
      { host: films, port: 80, endpoint: { address: 'films-1', weight: 1 } },
      { host: films, port: 80, endpoint: { address: 'films-2', weight: 3 } },
    ])
  }))

test('each compiles for itself: a short name is of the namespace of the instance, not of the caller', () =>
  scene(async (stage) => {
    await stage.serve()
    await stage.instance('films-1', { namespace: 'studio' })
    const edge = await stage.follow('edge', { caller: { namespace: 'studio' } })
    const other = await stage.follow('other')
    await stage.pass(200)
    expect([...(edge.rules?.snapshot.hosts.keys() ?? [])]).toContain('films')
    expect([...(other.rules?.snapshot.hosts.keys() ?? [])]).toContain('films.studio')
  }))

/** A second VirtualService for one host, which only callers of its namespace see: to them it is an error. */
const takenInStudio = virtualService(
  `hosts: [${films}]\nexportTo: ["."]\nhttp: [{ timeout: 9s, route: [{ destination: { host: ${films} } }] }]`,
).replace('name: films', 'name: films, namespace: studio')

test('rules that are wrong for one caller are not taken by it alone; the control plane shows why, and endpoints go on', () =>
  scene(async (stage) => {
    await stage.serve()
    await stage.instance('films-1')
    const edge = await stage.follow('edge')
    const studio = await stage.follow('studio', { caller: { namespace: 'studio' } })
    await stage.pass(200)
    stage.folder.write('films.yaml', timeoutRule('2s'))
    stage.folder.write('more.yaml', takenInStudio)
    await stage.pass(400)
    expect([timeoutOf(edge), timeoutOf(studio)]).toEqual([2_000, 1_000])
    const [first, second] = stage.plane.status().clients
    expect(first).toMatchObject({ client: 'edge', report: { isAccepted: true } })
    expect(second).toMatchObject({
      client: 'studio',
      report: {
        isAccepted: false,
        problems: [expect.stringContaining('more.yaml:5:')],
      },
    })
    expect(second?.report?.problems[0]).toContain('WT_MESH_HOST_TAKEN')
    // what it goes by is an earlier push
    expect(second?.report?.rules).not.toBe(studio.rules?.status().received)
    expect(studio.pushes.at(-1)).toMatchObject({ isAccepted: false })
    expect(stage.logged).toContainEqual({
      message: 'a client does not take the rules',
      facts: expect.objectContaining({ client: 'studio' }),
    })

    await stage.instance('films-2')
    await stage.pass(200)
    expect(addressesOf(studio)).toEqual(['films-1', 'films-2'])
    expect(timeoutOf(studio)).toBe(1_000)

    // its process starts again: what was in force is kept, not what was pushed
    stage.world.crash('studio')
    stage.world.restart('studio')
    await stage.pass(6_000)
    expect(timeoutOf(studio)).toBe(1_000)
    stage.folder.remove('more.yaml')
    await stage.pass(400)
    expect(timeoutOf(studio)).toBe(2_000)
    expect(stage.plane.status().clients).toMatchObject([
      { report: { isAccepted: true } },
      { report: { isAccepted: true } },
    ])
  }))

test('a file with an error goes nowhere, and the control plane says so', () =>
  scene(async (stage) => {
    await stage.serve()
    const edge = await stage.follow('edge')
    stage.folder.write('films.yaml', timeoutRule('2 secs'))
    await stage.pass(300)
    expect(edge.pushes).toEqual([])
    expect(timeoutOf(edge)).toBe(1_000)
    expect(stage.plane.status().problems).toEqual([
      expect.stringMatching(/^films\.yaml:6:\d+: error WT_MESH_VALUE/),
    ])
    stage.folder.destroy()
    await stage.pass(300)
    expect(stage.plane.status().problems).toEqual([expect.stringContaining('WT_FOLDER_UNREADABLE')])
    stage.folder.write('films.yaml', timeoutRule('3s'))
    await stage.pass(300)
    expect(stage.plane.status().problems).toEqual([])
    expect(timeoutOf(edge)).toBe(3_000)
  }))

test('rules that are wrong from the start are not served', async () => {
  await expect(
    scene(async (stage) => {
      stage.folder.write('films.yaml', 'kind: Nothing')
      await stage.serve()
    }),
  ).rejects.toMatchObject({ code: 'WT_MESH_RULES' })
})

test('many changes at once are few pushes, and a change that is none is no push', () =>
  scene(async (stage) => {
    await stage.serve()
    const edge = await stage.follow('edge')
    for (let i = 0; i < 40; i++) await stage.instance(`films-${i}`, { ttlMs: 1_000 })
    await stage.pass(150)
    expect(addressesOf(edge)).toHaveLength(40)
    expect(edge.pushes.length).toBeLessThanOrEqual(3)
    const before = edge.pushes.length
    await stage.pass(5_000)
    expect(edge.pushes).toHaveLength(before)
  }))

test('an instance that says goodbye is gone at once; one that dies is gone after its time, not before', () =>
  scene(async (stage) => {
    await stage.serve()
    const edge = await stage.follow('edge')
    const polite = await stage.instance('films-1')
    await stage.instance('films-2', { ttlMs: 6_000 })
    await stage.pass(1_000)
    await polite.registration?.stop()
    await stage.pass(200)
    expect(addressesOf(edge)).toEqual(['films-2'])
    stage.world.crash('films-2')
    await stage.pass(3_500)
    expect(addressesOf(edge)).toEqual(['films-2'])
    await stage.pass(3_000)
    expect(addressesOf(edge)).toEqual([])
    expect(stage.plane.status().endpoints).toEqual([])
  }))

test('a control plane that starts again learns who is there before it takes anybody away', () =>
  scene(async (stage) => {
    await stage.serve()
    await stage.instance('films-1')
    const edge = await stage.follow('edge')
    await stage.pass(3_000)
    const { run } = stage.plane.status()
    stage.world.crash('plane')
    await stage.pass(5_000)
    expect(addressesOf(edge)).toEqual(['films-1'])
    expect(edge.rules?.status()).toMatchObject({ isConnected: false, isFromCache: false })
    stage.folder.write('films.yaml', timeoutRule('2s'))
    stage.world.restart('plane')
    await stage.pass(8_000)
    expect(stage.plane.status()).toMatchObject({ isLearning: true, clients: [{ client: 'edge' }] })
    expect(stage.plane.status().clients[0]?.sent).toBeUndefined()
    // whoever has nothing is told what there is
    const fresh = await stage.follow('fresh')
    expect(timeoutOf(fresh)).toBe(2_000)
    await stage.pass(3_000)
    expect(stage.plane.status()).toMatchObject({ isLearning: false })
    expect(stage.plane.status().run).not.toBe(run)
    expect(timeoutOf(edge)).toBe(2_000)
    expect(edge.pushes.map(({ snapshot }) => endpointsIn(snapshot))).not.toContainEqual([])
    expect(stage.logged.map(({ message }) => message)).toContain('the control plane is back')
  }))

test('behind a cut everybody goes on; after it, who was away is told what has changed', () =>
  scene(
    async (stage) => {
      await stage.serve()
      await stage.instance('films-1')
      const edge = await stage.follow('edge')
      await stage.pass(20_000)
      stage.folder.write('films.yaml', timeoutRule('2s'))
      await stage.pass(30_000)
      expect(timeoutOf(edge)).toBe(1_000)
      expect(addressesOf(edge)).toEqual(['films-1'])
      expect(stage.plane.status().clients).toEqual([])
      await stage.pass(40_000)
      expect(timeoutOf(edge)).toBe(2_000)
      expect(stage.plane.status().clients).toMatchObject([{ report: { isAccepted: true } }])
    },
    { faults: [{ kind: 'cut', from: 'edge', to: 'plane', at: 10_000, for: 60_000 }] },
  ))

test('of two lives at one address the later one speaks, and the end of the first takes nothing away', () =>
  scene(async (stage) => {
    await stage.serve()
    const edge = await stage.follow('edge')
    await stage.instance('films-1')
    await stage.pass(1_000)
    stage.world.crash('films-1')
    stage.world.restart('films-1')
    await stage.pass(30_000)
    expect(addressesOf(edge)).toEqual(['films-1'])
    expect(edge.pushes.map(({ snapshot }) => endpointsIn(snapshot))).toEqual([['films-1']])
    expect(stage.plane.status().endpoints).toHaveLength(1)
  }))
