import { ask } from '../ask.ts'
import { recorder } from './playback.ts'

interface Found {
  readonly service: string
  readonly stream: string
}

/** Of the streams that were looked at, and of those that changed last, so many are in a run, each with so many of its last events in full. */
const [mostStreams, mostEvents, mostDecisions] = [20, 40, 10]
const chunk = 256
const mostChunks = 8

/** Asks for what a reader of the run will want to see: each answer is recorded as it comes. `told` hears how far it is, from 0 to 1. */
export async function gatherForRun(told: (share: number) => void): Promise<void> {
  const [found, decided, policies] = await Promise.all([
    ask<{ readonly streams: readonly Found[] }>('api/log/find?q='),
    ask<{
      readonly decisions: readonly { readonly application: string; readonly version: string }[]
    }>('api/decisions'),
    ask<{ readonly policies: readonly { readonly version: string }[] }>('api/policies'),
    ask('api/log/parked'),
  ])
  const latest = found.ok
    ? found.value.streams.map(({ service, stream }) => baseOf(service, stream))
    : []
  const streams = [...new Set([...lookedAt().slice(-mostStreams), ...latest.slice(0, mostStreams)])]
  const decisions = decided.ok ? decided.value.decisions.slice(0, mostDecisions) : []
  const versions = policies.ok ? policies.value.policies.map(({ version }) => version) : []
  const work = [
    ...streams.map((stream) => () => streamForRun(stream)),
    ...decisions.map(
      ({ application }) =>
        () =>
          decisionForRun(application, versions),
    ),
  ]
  for (const [i, one] of work.entries()) {
    await one()
    told((i + 1) / work.length)
  }
}

const baseOf = (service: string, stream: string) =>
  `api/log/${encodeURIComponent(service)}/streams/${encodeURIComponent(stream)}`

const lookedAt = () =>
  recorder.asked.filter((path) => /^api\/log\/[^/]+\/streams\/[^/?]+$/.test(path))

async function streamForRun(base: string): Promise<void> {
  const overview = await ask<{ readonly revision: number }>(base)
  if (!overview.ok) return
  const { revision: last } = overview.value
  const ends = Array.from({ length: Math.ceil(last / chunk) }, (_, i) => i * chunk).slice(
    -mostChunks,
  )
  for (const after of ends) await ask(`${base}/steps?after=${after}&limit=${chunk}`)
  const stories = new Set<string>()
  for (let revision = last; revision > Math.max(0, last - mostEvents); revision--) {
    const event = await ask<{
      readonly at: number
      readonly meta: { readonly correlation: string | null }
    }>(`${base}/events/${revision}`)
    if (!event.ok || event.value.meta.correlation === null) continue
    const { correlation } = event.value.meta
    if (stories.has(correlation)) continue
    stories.add(correlation)
    await ask(
      `api/log/stories/${encodeURIComponent(correlation)}?time=${new Date(event.value.at).toISOString()}`,
    )
  }
}

async function decisionForRun(application: string, versions: readonly string[]): Promise<void> {
  const path = `api/decisions/${encodeURIComponent(application)}`
  await ask(`${path}/why`)
  await ask(`${path}/replay`)
  for (const version of versions) await ask(`${path}/what-if/${encodeURIComponent(version)}`)
}
