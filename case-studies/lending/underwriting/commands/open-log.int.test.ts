import { expect, inject, it } from 'vitest'
import { Underwriting } from '../context.ts'
import { replay } from '../replay/replay.ts'
import { syntheticApplication } from '../synthetic/application.ts'
import { decideApplications, publishPolicies } from '../synthetic/decide-synthetic.ts'
import { openPostgres, systemPorts } from '../test-kit/open.ts'
import { decisionIn } from './decision-in.ts'
import { withLog } from './open-log.ts'

it('reads the log of a system that keeps it in PostgreSQL; where there is none, none is made', async () => {
  const address = await (await fetch(`${inject('postgres')}/services`)).text()
  const ports = systemPorts()
  const replayed = () =>
    withLog(Underwriting, { ports, data: '' }, address, async (store) =>
      replay(await decisionIn(store, 'synthetic-1-0')),
    )
  for (const _ of ['asked', 'asked again'])
    await expect(replayed()).rejects.toThrow(/^WT_LOG_MISSING: .*no schema watertight_underwriting/)
  const store = await openPostgres(address)
  await decideApplications(store, await publishPolicies(store), [syntheticApplication(1, 0)])
  await store.close()
  expect(await replayed()).toMatchObject({ application: 'synthetic-1-0', matches: true })
  await ports.stop()
})
