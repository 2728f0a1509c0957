import { expect, test } from 'vitest'
import { followMesh } from './client/follow-mesh.ts'
import { addressesOf, scene, timeoutOf, timeoutRule } from './test-kit/scene.ts'

test('while the control plane is down a service starts with what was kept, and says so', () =>
  scene(async (stage) => {
    await stage.serve()
    await stage.instance('films-1')
    const edge = await stage.follow('edge')
    await stage.pass(3_000)
    stage.world.crash('plane')
    stage.world.crash('edge')
    stage.world.restart('edge')
    await stage.pass(200)
    expect(timeoutOf(edge)).toBe(1_000)
    expect(addressesOf(edge)).toEqual(['films-1'])
    expect(edge.rules?.status()).toMatchObject({ isConnected: false, isFromCache: true })
    expect(stage.logged).toContainEqual({
      message: 'the control plane gave no rules; those kept from an earlier run are used',
      facts: expect.objectContaining({ at: 'control-plane', keptAt: expect.any(String) }),
    })
    stage.folder.write('films.yaml', timeoutRule('2s'))
    stage.world.restart('plane')
    await stage.pass(20_000)
    expect(timeoutOf(edge)).toBe(2_000)
    expect(edge.rules?.status()).toMatchObject({ isConnected: true, isFromCache: false })
  }))

test('a crash keeps the last whole state, and the next start asks only for what has changed', () =>
  scene(async (stage) => {
    await stage.serve()
    const edge = await stage.follow('edge')
    stage.folder.write('films.yaml', timeoutRule('2s'))
    await stage.pass(3_000)
    stage.world.crash('edge')
    stage.folder.write('more.yaml', '')
    await stage.pass(200)
    stage.world.restart('edge')
    await stage.pass(1_000)
    expect(timeoutOf(edge)).toBe(2_000)
    expect(edge.rules?.status().received).toBe(
      `${stage.plane.status().run}/${stage.plane.status().version}`,
    )
  }))

test('with neither a control plane nor anything kept a start fails, and says what to do', () =>
  scene(async (stage) => {
    const edge = await stage.follow('edge')
    expect(edge.error).toMatchObject({
      code: 'WT_MESH_NO_RULES',
      message:
        'WT_MESH_NO_RULES: control-plane gave no rules in 5000 ms, and none are kept from an earlier run. Start the control plane, or correct its address.',
      cause: { code: 'WT_UNREACHABLE' },
    })
  }))

test.for([1, 2, 3, 4, 5, 6, 7, 8])(
  'nothing is told before whoever waits for the start has gone on, and nothing is missed (seed %i)',
  (seed) =>
    scene(
      async (stage) => {
        await stage.serve()
        // changes all the time
        for (let i = 1; i <= 20; i++)
          stage.clock.after(i * 55, () => stage.folder.write('films.yaml', timeoutRule(`${i}s`)))
        for (let i = 0; i < 10; i++) await stage.instance(`films-${i}`)
        await stage.world.host('edge', async (ports) => {
          const rules = await followMesh({
            ports,
            at: 'control-plane',
            client: 'edge',
            // it would throw if it were not there yet
            onPush: ({ snapshot }) => told.push(snapshot),
          })
          const told = [rules.snapshot]
          await stage.pass(3_000)
          expect(told.length).toBeGreaterThan(1)
          expect(told.at(-1)).toBe(rules.snapshot)
          return rules
        })
        expect(stage.logged).toEqual([])
      },
      { seed },
    ),
)
