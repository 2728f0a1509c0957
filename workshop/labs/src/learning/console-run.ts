import type { Failure } from '../grading/grade.ts'
import type { Lab, Scenario } from '../lab.ts'
import type { RecordedCall, Recording } from '../rigs/recording.ts'
import { inWords } from './report.ts'

/** The figures of a line between two services are of this long before. */
const windowMs = 1_000
const trace = 'run'

/** A run that failed as a file for `watertight console open`: services and their calls at every moment, faults, calls as a waterfall, what happened line by line. Undefined where nothing of the run was seen. */
export function consoleRun(
  { slug, name }: Pick<Lab, 'slug' | 'name'>,
  { code, says, expected, measured, scenario, story = [], recording }: Failure,
): object | undefined {
  if (!recording || recording.calls.length === 0) return undefined
  const { began, calls } = recording
  const times = momentsOf(recording, scenario)
  const [from = began, to = began] = [times[0], times.at(-1)]
  const line = (at: number, level: string, service: string, message: string) => ({
    ...{ service, at: began + at, level, message, trace: '', facts: '{}' },
  })
  const end = Math.max(to - began, ...story.map(({ at }) => at))
  const logs = [
    ...(scenario?.faults ?? []).map((it) => line(0, 'warn', 'fault', inWords(it))),
    ...story
      .toSorted((one, other) => one.at - other.at)
      .map(({ at, from, to, says }) => {
        const what = to === undefined ? says : `→ ${to}: ${says}`
        return line(at, 'info', from, `${Math.round(at)} ms  ${what}`)
      }),
    line(end, 'error', slug, `${code}: ${says} Expected ${expected}; measured ${measured}`),
  ]
  const spans = spansOf(calls, to)
  const summary = {
    ...{ trace, start: from, ms: to - from, name: `${name}: ${code}`, service: slug },
    ...{ services: servicesOf(recording), spans: spans.length },
    failed: spans.filter(({ isFailed }) => isFailed).length,
  }
  return {
    ...{ format: 'watertight-run', version: 1, opens: `traces/${trace}` },
    ...snapshotAndChanges(slug, times, recording, scenario),
    answers: {
      [`traces/${trace}`]: { spans, logs, missing: [] },
      'traces?find=': { traces: [summary], missing: [] },
      'logs?find=': { logs, missing: [] },
      scenarios: [],
    },
  }
}

/** Each call, below the one that was open to its caller, where there was just one. */
function spansOf(calls: readonly RecordedCall[], end: number) {
  const isOpen = ({ at, endedAt = end }: RecordedCall, time: number) => at <= time && time < endedAt
  return calls.map((call, index) => {
    const { from, to, what, at, endedAt = end, outcome } = call
    const open = calls.flatMap((it, above) => (it.to === from && isOpen(it, at) ? [above] : []))
    return {
      ...{ service: from, kind: 'request', name: `→ ${to}  ${what}`, start: at, ms: endedAt - at },
      ...{ status: String(outcome ?? 'no answer'), isFailed: isFailure(call) },
      ...{ trace, span: String(index), correlation: '' },
      ...(open.length === 1 && { parent: String(open[0]) }),
    }
  })
}

const isFailure = ({ outcome }: RecordedCall) => typeof outcome !== 'number' || outcome >= 500

const servicesOf = ({ calls, lives }: Recording): readonly string[] =>
  [
    ...new Set([
      ...lives.map(({ service }) => service),
      ...calls.flatMap((it) => [it.from, it.to]),
    ]),
  ].sort()

/** A fault that strikes a service for a while; others are in the story alone. */
interface Strike {
  readonly kind: string
  readonly service: string
  readonly at: number
  readonly for: number
}

const strikesOf = (scenario: Scenario | undefined): readonly Strike[] =>
  (scenario?.faults ?? []).filter((it): it is Strike => {
    const { service, at, for: ms } = it as Partial<Strike>
    return typeof service === 'string' && typeof at === 'number' && typeof ms === 'number'
  })

/** When something is different from before, in order. */
function momentsOf(
  { began, calls, lives }: Recording,
  scenario: Scenario | undefined,
): readonly number[] {
  const last = Math.max(began, ...calls.map(({ at, endedAt = at }) => endedAt))
  const strikes = strikesOf(scenario).flatMap((it) => [began + it.at, began + it.at + it.for])
  const all = [
    ...[began, last],
    ...strikes.filter((at) => at < last),
    ...lives.map(({ at }) => at),
    ...calls.flatMap(({ at, endedAt = last }) => [at, endedAt]),
  ]
  return [...new Set(all)].sort((one, other) => one - other)
}

/** What is known at the first moment, and what is different at each later one. */
function snapshotAndChanges(
  part: string,
  [first = 0, ...later]: readonly number[],
  recording: Recording,
  scenario: Scenario | undefined,
) {
  const strikes = strikesOf(scenario)
  const known = new Map<string, string>()
  const changed = (at: number) => {
    const entries = Object.entries(entriesAt(at, part, recording, strikes)).filter(
      ([key, value]) => known.get(key) !== JSON.stringify(value),
    )
    for (const [key, value] of entries) known.set(key, JSON.stringify(value))
    return { at, entries: Object.fromEntries(entries) }
  }
  return { snapshot: changed(first), changes: later.map(changed) }
}

/** Everything that the console draws of a moment, by its key. */
function entriesAt(
  at: number,
  part: string,
  recording: Recording,
  strikes: readonly Strike[],
): Readonly<Record<string, unknown>> {
  const { began, calls, lives } = recording
  const entries: Record<string, unknown> = {}
  for (const name of servicesOf(recording)) {
    const life = lives.findLast((it) => it.service === name && it.at <= at)
    const faults = strikes.filter(
      (it) => it.service === name && at >= began + it.at && at < began + it.at + it.for,
    )
    entries[`service/${name}`] = {
      ...{ name, part, health: life?.is === 'killed' ? 'down' : 'ready', since: life?.at ?? began },
      ...{ feeds: [], automations: {}, processes: {} },
      faults: faults.map(({ kind, for: forMs }) => ({ is: kind, forMs })),
    }
    const others = new Set(calls.filter(({ from }) => from === name).map(({ to }) => to))
    entries[`edges/${name}`] = [...others].map((to) => {
      const own = calls.filter((it) => it.from === name && it.to === to)
      return { from: name, to, endpoints: [], ...figuresOf(own, at) }
    })
  }
  return entries
}

/** Of the calls between two, in the second before. */
function figuresOf(calls: readonly RecordedCall[], at: number) {
  const isLate = (time: number) => time > at - windowMs && time <= at
  const ended = calls.filter(({ endedAt }) => endedAt !== undefined && isLate(endedAt))
  const took = ended.map((it) => (it.endedAt ?? it.at) - it.at).sort((one, other) => one - other)
  const share = (part: number) => Math.round(took[Math.floor((took.length - 1) * part)] ?? 0)
  return {
    rate: (calls.filter((it) => isLate(it.at)).length * 1_000) / windowMs,
    failing: ended.length === 0 ? 0 : ended.filter(isFailure).length / ended.length,
    ...(took.length > 0 && { p50: share(0.5), p99: share(0.99) }),
  }
}
