import { problemInWords } from '@watertight/mesh'
import {
  applyFaults,
  checkNames,
  FaultsError,
  type FaultySystem,
  readFaults,
  realSystem,
  type Scenario,
  type Verdict,
  verifyFaults,
} from '@watertight/mesh/faults'
import type { Ports } from '@watertight/ports'
import type { Hub } from '../hub/hub.ts'
import type { RunView } from '../views/scenario-view.ts'
import type { RunNote } from '../watch/run-note.ts'
import { servicesOf } from './process-of.ts'

const noteMs = 250

export interface FaultRunOptions {
  readonly ports: Ports
  readonly directory: ReadonlyMap<string, string>
  readonly note: () => Promise<RunNote>
  readonly hub: Pick<Hub, 'publish'>
}

/** Applies one file of faults at a time to what runs, as `watertight mesh faults apply` does, and tells how it goes under `run`. */
export class FaultRuns {
  readonly #options: FaultRunOptions
  #stop: (() => Promise<void>) | undefined

  constructor(options: FaultRunOptions) {
    this.#options = options
  }

  /** Answers what is wrong with the text, one sentence for each; none where it has begun. What ran before is stopped. */
  async begin(yaml: string, isVerified: boolean): Promise<readonly string[]> {
    const { scenario, problems } = readFaults({ name: 'faults.yaml', text: yaml })
    if (scenario === undefined) return problems.map(problemInWords)
    await this.stop()
    const { ports, note } = this.#options
    let latest = await note()
    const part = latest.parts.find(({ name }) => name === scenario.system)
    if (part === undefined) return [`${scenario.system} does not run here`]
    const services = servicesOf(
      part,
      (service) => this.#options.directory.get(service),
      () => latest,
    )
    let system: FaultySystem
    try {
      checkNames(scenario, services)
      system = realSystem({ ports }, services)
    } catch (error) {
      if (error instanceof FaultsError) return [error.message]
      throw error
    }
    const stopping = new AbortController()
    const task = ports.spawn(`faults ${scenario.name}`, async (signal) => {
      const ended = AbortSignal.any([signal, stopping.signal])
      const noting = ports.spawn('process numbers', async (over) => {
        while (!over.aborted) {
          await ports.clock.sleep(noteMs, over).catch(() => {})
          latest = await note()
        }
      })
      await this.#run(scenario, system, isVerified, ended)
      await noting.stop()
    })
    this.#stop = async () => {
      stopping.abort(new Error('it was stopped'))
      await task.done
    }
    return []
  }

  /** All of its faults are off when it resolves. */
  async stop(): Promise<void> {
    await this.#stop?.()
    this.#stop = undefined
  }

  async #run(
    scenario: Scenario,
    system: FaultySystem,
    isVerified: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock } = this.#options.ports
    const startedAt = clock.wallTime()
    const { before = 10_000, lasts } = scenario
    const strikesAt = startedAt + (isVerified ? before : 0)
    let run: RunView = {
      ...{ name: scenario.name, part: scenario.system, description: scenario.description ?? '' },
      ...{ startedAt, strikesAt, endsAt: strikesAt + lasts, isVerified },
      phase: isVerified ? 'measuring' : 'striking',
      expected: isVerified ? expectedOf(scenario) : [],
    }
    const tell = (more: Partial<RunView>) => {
      run = { ...run, ...more }
      this.#options.hub.publish({ run })
    }
    tell({})
    const timers = isVerified
      ? [
          clock.after(before, () => tell({ phase: 'striking' })),
          clock.after(before + lasts, () => tell({ phase: 'healing' })),
        ]
      : []
    try {
      if (isVerified) tell(overWith(await verifyFaults(scenario, system, signal)))
      else {
        await applyFaults(scenario, system, signal)
        tell({ phase: signal.aborted ? 'stopped' : 'over' })
      }
    } catch (error) {
      tell(
        signal.aborted ? { phase: 'stopped' } : { phase: 'failed', why: (error as Error).message },
      )
    } finally {
      for (const timer of timers) timer.cancel()
    }
  }
}

const overWith = ({ findings, isMet }: Verdict): Partial<RunView> => ({
  ...{ phase: 'over', findings, isMet },
})

/** What a scenario promises, in words. */
function expectedOf({ traffic = [] }: Scenario): readonly string[] {
  return traffic.flatMap(({ name, perSecond, expect: { availability, p99TimesNormal } = {} }) => [
    ...(availability === undefined
      ? []
      : [`${name}, ${perSecond} a second: ${availability} % are answered`]),
    ...(p99TimesNormal === undefined ? [] : [`${name}: p99 at most ${p99TimesNormal} × normal`]),
  ])
}
