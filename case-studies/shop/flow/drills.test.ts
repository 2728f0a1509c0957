import { virtualStage } from '@watertight/ports/stage'
import { expect, test } from 'vitest'
import { DrillShop } from '../drills/drill-shop.ts'
import { drills } from '../drills/drills.ts'
import { asClient, hostShop } from './shop.ts'

test.for(drills)(
  '$name: the shop ends up as it has to',
  { timeout: 120_000 },
  async ({ name, run }) => {
    const world = virtualStage({ seed: 1 })
    try {
      const findings = await world.run(async () => {
        await hostShop(world)
        return asClient(world, (ports) =>
          run(
            new DrillShop(
              {
                ports,
                signal: new AbortController().signal,
                way: (service) => ({ to: service, prefix: '' }),
                kill(service) {
                  world.crash(service)
                  return () => world.restart(service)
                },
              },
              name,
            ),
          ),
        )
      })
      expect(findings.length).toBeGreaterThan(4)
      expect(findings.filter(({ isMet }) => !isMet)).toEqual([])
    } finally {
      await world.stop()
    }
  },
)
