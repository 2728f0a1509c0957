import { isRefusal } from '@watertight/domain'
import type { Ports } from '@watertight/ports'
import { runService } from '@watertight/ports/node'
import { client, type Hosted, host } from '@watertight/service'
import { Compliance } from './context.ts'
import { ComplianceLanguage } from './published.ts'
import { syntheticAttributes } from './synthetic.ts'

/** The applications of nobody that a fresh underwriting has. */
const synthetic = { seed: 1, count: 40 }

export async function startCompliance(ports: Ports): Promise<Hosted> {
  const hosted = await host(ports, { context: Compliance })
  const beginning = ports.spawn('synthetic monitoring data', async (signal) => {
    if ((await hosted.store.head()) > 0) return
    const compliance = client(ComplianceLanguage, ports)
    for (let index = 0; index < synthetic.count; index++) {
      const id = `synthetic-${synthetic.seed}-${index}`
      const attributes = syntheticAttributes(synthetic.seed, index)
      const answer = await compliance.RecordMonitoring(id, attributes, { key: id, signal })
      if (isRefusal(answer)) throw new Error(answer.because)
    }
  })
  return {
    ...hosted,
    async stop() {
      await beginning.stop()
      await hosted.stop()
    },
  }
}

if (import.meta.main) runService('compliance', startCompliance)
