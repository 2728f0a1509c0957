import { seededRandom } from '@watertight/ports'
import { drawFaults } from '@watertight/ports/virtual'
import { expect, test } from 'vitest'
import type { MeshFollow } from './client/follow-mesh.ts'
import { addressesOf, scene, timeoutOf, timeoutRule } from './test-kit/scene.ts'

const hosts = ['plane', 'edge', 'page', 'films-1', 'films-2']
const faultsEndMs = 60_000

test.for(Array.from({ length: 12 }, (_, i) => i + 1))(
  'whatever the network and the machines do, in the end all have the same rules and endpoints (seed %i)',
  { timeout: 60_000 },
  (seed) => {
    const faults = drawFaults(seededRandom(seed).next, hosts, 8, faultsEndMs)
    return scene(
      async (stage) => {
        await stage.serve({ learnMs: 5_000 })
        await stage.instance('films-1', { ttlMs: 5_000 })
        await stage.instance('films-2', { ttlMs: 5_000 })
        // a start that the faults spoil is tried again by whoever supervises it
        const following = hosts.slice(1, 3).map((name) => ({ name, current: stage.follow(name) }))
        const seen = new Map<MeshFollow, string>()
        for (let i = 0; i < 60; i++) {
          if (i % 10 === 5) stage.folder.write('films.yaml', timeoutRule(`${i}s`))
          await stage.pass(faultsEndMs / 60)
          for (const { current } of following) {
            const { rules } = await current
            if (rules === undefined) continue
            const { received } = rules.status()
            const before = seen.get(rules) ?? received
            const [[run, version], [lastRun, lastVersion]] = [
              received.split('/'),
              before.split('/'),
            ]
            // a version does not go back within a run
            if (run === lastRun) expect(Number(version)).toBeGreaterThanOrEqual(Number(lastVersion))
            seen.set(rules, received)
          }
        }
        for (const { name, current } of following)
          if ((await current).rules === undefined) {
            stage.world.crash(name)
            stage.world.restart(name)
          }
        await stage.pass(30_000)
        for (const { current } of following) {
          expect(timeoutOf(await current)).toBe(55_000)
          expect(addressesOf(await current)).toEqual(['films-1', 'films-2'])
        }
        const { clients, endpoints, version } = stage.plane.status()
        expect(endpoints.map(({ endpoint }) => endpoint.address)).toEqual(['films-1', 'films-2'])
        expect(clients.map(({ client }) => client).sort()).toEqual(['edge', 'page'])
        for (const { report } of clients)
          expect(report).toMatchObject({ version, isAccepted: true })
        const defects = stage.logged.filter(({ message }) => /failed|threw|cannot/.test(message))
        expect(defects).toEqual([])
      },
      { faults, seed },
    )
  },
)
