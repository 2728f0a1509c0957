import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventType } from '@watertight/domain'
import { eventStore } from '@watertight/eventstore'
import { sqlite } from '@watertight/eventstore/sqlite'
import { seededRandom, uuidv7 } from '@watertight/ports'
import { systemClock as clock, fileStorage } from '@watertight/ports/node'
import { Underwriting } from '../../case-studies/lending/underwriting/context.ts'
import { judge } from '../../case-studies/lending/underwriting/decision/judge.ts'
import { DecisionMade } from '../../case-studies/lending/underwriting/decision/language.ts'
import { replayAll } from '../../case-studies/lending/underwriting/replay/replay-all.ts'
import { syntheticApplication } from '../../case-studies/lending/underwriting/synthetic/application.ts'
import {
  decideApplications,
  publishPolicies,
} from '../../case-studies/lending/underwriting/synthetic/decide-synthetic.ts'
import { quantile } from '../measure/statistics.ts'

export interface Decided {
  readonly evaluationCpuMs: number
  readonly perSecond: number
  readonly cpuMs: number
  readonly decisions: number
  readonly mismatches: number
  readonly outcomes: Readonly<Record<string, number>>
}

const cpuMs = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}
const slice = 100
/** Applications in hand at once. */
const atOnce = 256

/** Decides so many synthetic applications on a real disk, replays them all, and evaluates policies alone. */
export default async function run(from: number, count: number): Promise<Decided> {
  const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'watertight-lending-'))
  const events = Underwriting.owns.flatMap((owner) => owner.events as EventType[])
  const store = await eventStore<EventType>({
    engine: sqlite({ storage: fileStorage(folder), name: 'underwriting' }),
    events,
    ports: { clock, ids: uuidv7(clock, seededRandom(1)) },
  })
  try {
    const policies = await publishPolicies(store)
    const applications = Array.from({ length: count }, (_, index) =>
      syntheticApplication(3, from + index),
    )
    const [cpu, start] = [cpuMs(), performance.now()]
    await decideApplications(store, policies, applications, atOnce)
    const seconds = (performance.now() - start) / 1_000
    const spent = cpuMs() - cpu
    const outcomes: Record<string, number> = {}
    for await (const { data } of store.readLog<typeof DecisionMade>({
      where: { types: [DecisionMade] },
    }))
      outcomes[data.outcome] = (outcomes[data.outcome] ?? 0) + 1
    let mismatches = 0
    let decisions = 0
    for await (const { matches } of replayAll(store)) {
      decisions++
      if (!matches) mismatches++
    }
    const slices: number[] = []
    for (let at = 0; at + slice <= count; at += slice) {
      const before = cpuMs()
      for (const { facts } of applications.slice(at, at + slice)) {
        const policy = policies.get(facts.applicationCompletedOn?.value.slice(0, 4) ?? '')
        if (!policy) throw new Error('no policy')
        const { findings } = judge(policy, facts)
        if (findings.length < 20) throw new Error('no full trace')
      }
      slices.push((cpuMs() - before) / slice)
    }
    return {
      evaluationCpuMs: quantile(slices, 0.5),
      perSecond: count / seconds,
      cpuMs: spent / count,
      decisions,
      mismatches,
      outcomes,
    }
  } finally {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
