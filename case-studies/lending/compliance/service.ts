import { isRefusal } from '@watertight/domain'
import { faultDoor } from '@watertight/mesh/faults'
import type { Ports } from '@watertight/ports'
import { runService, type ServiceOptions } from '@watertight/ports/node'
import {
  client,
  clientPolicies,
  type Hosted,
  host,
  type TokenFor,
  type TokenOptions,
} from '@watertight/service'
import { messagingFrom } from '@watertight/service/jetstream'
import { engineFrom } from '@watertight/service/postgres'
import { Compliance } from './context.ts'
import { posting } from './notices/automations.ts'
import { letterClient } from './notices/letter-client.ts'
import { Deadlines, LettersDue, NoticeList } from './notices/read-models.ts'
import { ComplianceLanguage } from './published.ts'
import { queries } from './queries.ts'
import { Register } from './reporting/register.ts'
import { roles } from './roles.ts'
import { syntheticAttributes } from './synthetic.ts'

export interface ComplianceOptions extends Partial<ServiceOptions> {
  /** Whose tokens are asked for; without them everybody on this machine may do everything. */
  readonly tokens?: TokenOptions
  /** What is shown to others that ask for tokens. */
  readonly tokenFor?: TokenFor
}

/** The applications of nobody that a fresh underwriting has. */
const synthetic = { seed: 1, count: 120 }

/** Without the first data of a fresh system. */
export function startComplianceAlone(
  ports: Ports,
  { args, rules, tokens, tokenFor }: ComplianceOptions = {},
): Promise<Hosted> {
  const policies = clientPolicies(ports)
  return host(faultDoor(ports).ports, {
    context: Compliance,
    engine: engineFrom(args),
    messaging: messagingFrom(args),
    mesh: rules && { rules, namespace: 'lending' },
    ...(tokens && { auth: { ...tokens, roles } }),
    ...(tokenFor && { tokenFor }),
    readModels: [LettersDue, NoticeList, Deadlines, Register],
    automations: (_, observed) => [posting(letterClient(observed, policies))],
    routes: queries,
    breakers: () => ({ 'letter-shop': policies.breakerOf('letter-shop') }),
  })
}

export async function startCompliance(
  ports: Ports,
  options: ComplianceOptions = {},
): Promise<Hosted> {
  const hosted = await startComplianceAlone(ports, options)
  if (options.tokens) return hosted
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
