import { isRefusal } from '@watertight/domain'
import { faultDoor } from '@watertight/mesh/faults'
import type { Ports } from '@watertight/ports'
import { runService, type ServiceOptions } from '@watertight/ports/node'
import { client, type Hosted, host, type TokenFor, type TokenOptions } from '@watertight/service'
import { messagingFrom } from '@watertight/service/jetstream'
import { engineFrom } from '@watertight/service/postgres'
import { automations } from './automations.ts'
import { Underwriting } from './context.ts'
import { homeLoansOfAllYears } from './policies/home-loans.ts'
import { contentHash } from './policy/content-hash.ts'
import { UnderwritingLanguage } from './published.ts'
import { queries } from './queries.ts'
import { Cases, Decisions, PolicyVersions, Undecided } from './read-models.ts'
import { roles, senders } from './roles.ts'
import { syntheticApplication } from './synthetic/application.ts'

/** Applications of nobody, so that a fresh system has something to show. */
const seed = 1
const fresh = Object.freeze({ synthetic: 120 })

export interface UnderwritingOptions extends Partial<ServiceOptions> {
  /** How many of them a fresh log gets. */
  readonly synthetic?: number
  /** Whose tokens are asked for; without them everybody on this machine may do everything. */
  readonly tokens?: TokenOptions
  /** What is shown to others that ask for tokens. */
  readonly tokenFor?: TokenFor
}

export async function startUnderwriting(
  ports: Ports,
  { args, rules, synthetic = fresh.synthetic, tokens, tokenFor }: UnderwritingOptions = {},
): Promise<Hosted> {
  const hosted = await host(faultDoor(ports).ports, {
    context: Underwriting,
    engine: engineFrom(args),
    messaging: messagingFrom(args),
    mesh: rules && { rules, namespace: 'lending' },
    ...(tokens && { auth: { ...tokens, roles, senders } }),
    ...(tokenFor && { tokenFor }),
    readModels: [PolicyVersions, Undecided, Decisions, Cases],
    automations,
    routes: queries,
  })
  // where people are known by their tokens, they write and publish the policies
  if (tokens) return hosted
  const beginning = ports.spawn('first policies and applications', (signal) =>
    beginWhole(hosted, ports, synthetic, signal),
  )
  return {
    ...hosted,
    async stop() {
      await beginning.stop()
      await hosted.stop()
    },
  }
}

const pauseMs = 1_000

/** Begins, and goes on after whatever came between: without its policies nothing is ever decided. */
async function beginWhole(
  hosted: Hosted,
  ports: Ports,
  synthetic: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      return await begin(hosted, ports, synthetic, signal)
    } catch (error) {
      if (signal.aborted) return
      ports.log('warn', 'the first policies are not all published, and this is tried again', {
        error,
      })
      await ports.clock.sleep(pauseMs, signal).catch(() => {})
    }
  }
}

/** A registry without them gets the policies of this repository, written by one synthetic person and published by another, then the synthetic applications. */
async function begin(
  { store }: Hosted,
  ports: Ports,
  synthetic: number,
  signal: AbortSignal,
): Promise<void> {
  const underwriting = client(UnderwritingLanguage, ports)
  const options = (key: string) => ({ key, signal })
  const sure = (answer: object) => {
    if (isRefusal(answer)) throw new Error(answer.because)
  }
  // after a crash it goes on where it was
  for (const document of homeLoansOfAllYears()) {
    const { key, version } = document
    if (await store.rows(PolicyVersions).get({ policy: key, version })) continue
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
  for (let index = 0; index < synthetic; index++) {
    const { id, ...application } = syntheticApplication(seed, index)
    if (await store.rows(Cases).get({ application: id })) continue
    sure(await underwriting.RequestDecision(id, application, options(id)))
  }
}

if (import.meta.main) runService('underwriting', startUnderwriting)
