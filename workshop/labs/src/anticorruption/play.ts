import { type Ports, reply } from '@watertight/ports'
import type { Rig } from '../lab.ts'
import { type Answered, ask, jsonOr } from '../stage/ask.ts'
import { dialectAt, say, troubleOf } from './bureaus.ts'
import type { ApplicationRequest, Dialect, DialectScenario, Trouble } from './scenario.ts'

export interface SeenApplication extends Answered {
  readonly request: ApplicationRequest
}

/** What the bureau said, and how. */
export interface SeenFile {
  readonly at: number
  readonly taxId: string
  readonly dialect: Dialect
  readonly trouble: Trouble | undefined
  readonly said: string
}

export interface SeenDialect {
  readonly answers: readonly SeenApplication[]
  readonly files: readonly SeenFile[]
  /** What the service wrote into its log. */
  readonly events: readonly { readonly at: number; readonly event: unknown }[]
}

const waitMs = 2_000

/** Applicants, the learner's origination, its log, and whichever bureau it is today. */
export async function playDialect(scenario: DialectScenario, rig: Rig): Promise<SeenDialect> {
  const answers: SeenApplication[] = []
  const files: SeenFile[] = []
  const events: { at: number; event: unknown }[] = []
  const over = new AbortController()
  let applicants: Ports | undefined
  let began = 0
  await rig.host('bureau', async ({ clock, transport }) => {
    await transport.serve('bureau', async ({ path }) => {
      const taxId = path.split('/').at(-1) ?? ''
      const at = clock.now() - began
      const dialect = dialectAt(scenario, at)
      const trouble = troubleOf(scenario, taxId)
      const said = say(dialect, scenario.seed, taxId, trouble)
      files.push({ at, taxId, dialect, trouble, said })
      return { status: 200, headers: { 'content-type': 'application/json' }, body: said }
    })
  })
  await rig.host('log', async ({ clock, transport }) => {
    await transport.serve('log', async ({ body }) => {
      events.push({ at: clock.now() - began, event: jsonOr(body) })
      return reply(201, {})
    })
  })
  await rig.host('applicants', async (ports) => {
    applicants = ports
  })
  await rig.run(async () => {
    await rig.subject('origination')
    const ports = applicants as Ports
    began = ports.clock.now()
    await Promise.all(
      scenario.requests.map(async (request) => {
        const { at, application, taxId } = request
        await ports.clock.sleep(at, over.signal)
        const to = { to: 'origination', method: 'POST', path: '/applications' }
        const body = JSON.stringify({ application, taxId })
        answers.push({ request, ...(await ask(ports, began, { ...to, body, waitMs })) })
      }),
    )
  })
  over.abort()
  return { answers, files, events }
}
