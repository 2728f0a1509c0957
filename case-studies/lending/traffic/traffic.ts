import { json, type Ports, type Reply, type Transport } from '@watertight/ports'
import { syntheticApplication } from './synthetic-application.ts'

export interface TrafficOptions {
  readonly seed: number
  readonly paused?: boolean
  /** Applications a minute, on average. */
  readonly perMinute?: number
}

const trafficDefaults = Object.freeze({ perMinute: 2, paused: false })

const deadlineMs = 5_000
const retryMs = 1_000
/** Pausing and a new pace take effect within this. */
const stepMs = 500
/** Until an applicant sends what was missing. */
const answerMs = 20_000

/** Gentle, synthetic people who ask for loans at random moments, and send what they forgot. */
export function traffic(
  {
    clock,
    random,
    transport,
    log,
  }: Pick<Ports, 'clock' | 'random' | 'log'> & {
    readonly transport: Pick<Transport, 'call'>
  },
  options: TrafficOptions,
) {
  const { seed, ...start } = { ...trafficDefaults, ...options }
  const state = { paused: start.paused, perMinute: start.perMinute }
  const counts = { applications: 0, refused: 0 }
  let failing: string | undefined

  /** Calls until there is an answer that is not "not now"; the key makes that safe. */
  async function ask(
    signal: AbortSignal,
    path: string,
    key?: string,
    value?: unknown,
  ): Promise<Reply> {
    for (;;) {
      try {
        const answer = await transport.call({
          ...{ to: 'origination', method: key === undefined ? 'GET' : 'POST', path },
          ...(key !== undefined && {
            headers: { 'content-type': 'application/json', 'idempotency-key': key },
            body: JSON.stringify(value),
          }),
          deadline: clock.now() + deadlineMs,
          signal,
        })
        if (answer.status < 500 && answer.status !== 429) {
          failing = undefined
          return answer
        }
        failing = `${path}: ${answer.status}`
      } catch (error) {
        signal.throwIfAborted()
        failing = error instanceof Error ? error.message : String(error)
      }
      await clock.sleep(retryMs, signal)
    }
  }

  /** The number after the latest application of an earlier run. */
  async function firstIndex(signal: AbortSignal): Promise<number> {
    const answer = await ask(signal, '/applications')
    const { applications } = json(answer.body) as {
      readonly applications: readonly { readonly application: string }[]
    }
    const pattern = new RegExp(`^synthetic-${seed}-(\\d+)$`)
    const numbers = applications.map(({ application }) =>
      Number(pattern.exec(application)?.[1] ?? -1),
    )
    return Math.max(-1, ...numbers) + 1
  }

  /** Resolves at a random moment that comes `perMinute` times a minute on average, and never while paused. */
  async function nextMoment(signal: AbortSignal): Promise<void> {
    let left = -Math.log(1 - random.next())
    while (left > 0) {
      const { paused, perMinute } = state
      const from = clock.now()
      const rest = (left * 60_000) / perMinute
      await clock.sleep(paused ? stepMs : Math.min(stepMs, rest), signal)
      if (!paused) left -= rest <= stepMs ? left : ((clock.now() - from) * perMinute) / 60_000
    }
  }

  async function apply(index: number, signal: AbortSignal): Promise<void> {
    const today = new Date(clock.wallTime()).toISOString().slice(0, 10)
    const { id, later, ...application } = syntheticApplication(seed, index, today)
    const { status } = await ask(signal, `/admission/${id}/submit-application`, id, application)
    counts[status < 300 ? 'applications' : 'refused']++
    if (status >= 300) log('warn', `traffic: ${id} was refused`, { status })
    else if (Object.keys(later).length > 0) {
      await clock.sleep(answerMs, signal)
      const path = `/loan-application/${id}/provide-items`
      await ask(signal, path, `${id}-later`, { items: later })
    }
  }

  return {
    /** Resolves when the signal fires. */
    async run(signal: AbortSignal): Promise<void> {
      try {
        for (let index = await firstIndex(signal); ; index++) {
          await nextMoment(signal)
          await apply(index, signal)
        }
      } catch (error) {
        if (!signal.aborted) throw error
      }
    },
    set(wanted: {
      readonly paused?: boolean | undefined
      readonly perMinute?: number | undefined
    }) {
      state.paused = wanted.paused ?? state.paused
      state.perMinute = wanted.perMinute ?? state.perMinute
    },
    snapshot: () => ({ ...state, ...counts, failing: failing ?? null }),
  }
}
