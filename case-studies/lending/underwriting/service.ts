import { isRefusal } from '@watertight/domain'
import type { Ports } from '@watertight/ports'
import { runService } from '@watertight/ports/node'
import { client, type Hosted, host } from '@watertight/service'
import { automations } from './automations.ts'
import { Underwriting } from './context.ts'
import { homeLoansOfAllYears } from './policies/home-loans.ts'
import { contentHash } from './policy/content-hash.ts'
import { UnderwritingLanguage } from './published.ts'
import { queries } from './queries.ts'
import { Decisions, PolicyVersions, Undecided } from './read-models.ts'
import { syntheticApplication } from './synthetic/application.ts'

/** Applications of nobody, so that a fresh system has something to show. */
const synthetic = { seed: 1, count: 40 }

export async function startUnderwriting(ports: Ports): Promise<Hosted> {
  const hosted = await host(ports, {
    context: Underwriting,
    readModels: [PolicyVersions, Undecided, Decisions],
    automations,
    routes: queries,
  })
  const beginning = ports.spawn('first policies and applications', (signal) =>
    begin(hosted, ports, signal),
  )
  return {
    ...hosted,
    async stop() {
      await beginning.stop()
      await hosted.stop()
    },
  }
}

/** A fresh registry gets the policies of this repository, written by one synthetic person and published by another, then the synthetic applications. */
async function begin({ store }: Hosted, ports: Ports, signal: AbortSignal): Promise<void> {
  if ((await store.rows(PolicyVersions).find({ limit: 1 })).length > 0) return
  const underwriting = client(UnderwritingLanguage, ports)
  const options = (key: string) => ({ key, signal })
  const sure = (answer: object) => {
    if (isRefusal(answer)) throw new Error(answer.because)
  }
  for (const document of homeLoansOfAllYears()) {
    const { key, version } = document
    const hash = contentHash(document)
    sure(
      await underwriting.DraftPolicy(
        key,
        { document, by: 'synthetic.author' },
        options(`draft-${hash}`),
      ),
    )
    sure(
      await underwriting.PublishPolicy(
        key,
        { version, hash, by: 'synthetic.approver' },
        options(`publish-${hash}`),
      ),
    )
  }
  for (let index = 0; index < synthetic.count; index++) {
    const { id, ...application } = syntheticApplication(synthetic.seed, index)
    sure(await underwriting.RequestDecision(id, application, options(id)))
  }
}

if (import.meta.main) runService('underwriting', startUnderwriting)
