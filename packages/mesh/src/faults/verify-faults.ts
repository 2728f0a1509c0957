import { json } from '@watertight/ports'
import { applyFaults, type FaultySystem } from './apply-faults.ts'
import { claimInWords, holds } from './claims.ts'
import type { Scenario } from './read-faults.ts'
import { type Figures, Traffic } from './traffic.ts'

/** One thing that was expected, and what was. */
export interface Finding {
  readonly isMet: boolean
  readonly sentence: string
}

export interface Verdict {
  readonly scenario: string
  readonly isMet: boolean
  readonly findings: readonly Finding[]
  /** By the name of the traffic, without faults and with them. */
  readonly figures: Readonly<Record<string, { readonly normal: Figures; readonly struck: Figures }>>
}

const defaults = Object.freeze({ beforeMs: 10_000, afterMs: 60_000 })
const pauseMs = 500

/**
 * Measures what is normal, then strikes, and tells of everything that the scenario expects whether it came so. Traffic of both phases has
 * the same rate; the second one begins with the first fault.
 */
export async function verifyFaults(
  scenario: Scenario,
  system: FaultySystem,
  signal: AbortSignal,
): Promise<Verdict> {
  const { before = defaults.beforeMs, lasts, traffic = [] } = scenario
  const all = traffic.map((rule) => new Traffic(rule, system))
  const run = (ms: number) => Promise.all(all.map((one) => one.run(ms, signal)))
  const normal = await run(before)
  // whatever ends the one, the other has its end too: no fault is left on
  const [measured, applied] = await Promise.allSettled([
    run(lasts),
    applyFaults(scenario, system, signal),
  ])
  if (applied.status === 'rejected') throw applied.reason
  if (measured.status === 'rejected') throw measured.reason
  const struck = measured.value
  const findings: Finding[] = []
  const figures: Record<string, { readonly normal: Figures; readonly struck: Figures }> = {}
  for (const [i, { rule }] of all.entries()) {
    const [before, during] = [normal[i] as Figures, struck[i] as Figures]
    figures[rule.name] = { normal: before, struck: during }
    findings.push(...found(rule, before, during))
  }
  for (const one of all) findings.push(...(await becomesWell(one, scenario, system, signal)))
  for (const question of scenario.afterwards ?? [])
    findings.push(...(await asked(question, system, signal)))
  return { scenario: scenario.name, isMet: findings.every(({ isMet }) => isMet), findings, figures }
}

function found(
  { name, expect = {} }: Traffic['rule'],
  normal: Figures,
  struck: Figures,
): readonly Finding[] {
  const { availability, p99TimesNormal, every = [], some = [] } = expect
  const { requests, failed } = struck
  const findings: Finding[] = []
  const say = (isMet: boolean, sentence: string) =>
    findings.push({ isMet, sentence: `${name}: ${sentence}` })
  if (availability !== undefined) {
    const percent = requests === 0 ? 0 : (100 * (requests - failed)) / requests
    const why = struck.failures.length === 0 ? '' : ` (${struck.failures.join('; ')})`
    say(
      percent >= availability && normal.failed === 0,
      `${requests - failed} of ${requests} were answered, expected ${availability} %${why}`,
    )
  }
  if (p99TimesNormal !== undefined) {
    const most = p99TimesNormal * normal.p99
    say(
      struck.p99 <= most,
      `p99 ${struck.p99.toFixed(1)} ms, expected at most ${p99TimesNormal} × ${normal.p99.toFixed(1)} ms`,
    )
  }
  for (const claim of every.map(claimInWords)) {
    const often = (normal.broken[claim] ?? 0) + (struck.broken[claim] ?? 0)
    say(often === 0, often === 0 ? `${claim}, always` : `${claim}: not so in ${often} answers`)
  }
  for (const claim of some.map(claimInWords))
    say(
      struck.seen.includes(claim),
      `${claim}, ${struck.seen.includes(claim) ? 'seen' : 'never seen'}`,
    )
  return findings
}

/** Asks on until what is expected of the last answer is so, or the time for it is over. */
async function becomesWell(
  traffic: Traffic,
  { after = defaults.afterMs }: Scenario,
  { ports }: FaultySystem,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { name, expect } = traffic.rule
  const claims = expect?.last ?? []
  if (claims.length === 0) return []
  const begin = ports.clock.now()
  for (;;) {
    const { last } = await traffic.run(1, signal)
    const isMet = claims.every((claim) => holds(claim, last))
    const ms = ports.clock.now() - begin
    if (isMet || ms >= after)
      return claims.map((claim) => ({
        isMet: holds(claim, last),
        sentence: `${name}: ${claimInWords(claim)}, ${holds(claim, last) ? 'again' : 'still not'} ${(ms / 1_000).toFixed(1)} s after the faults`,
      }))
    await ports.clock.sleep(pauseMs, signal)
  }
}

type Question = NonNullable<Scenario['afterwards']>[number]

async function asked(
  { service, path, expect }: Question,
  { ports, addressOf }: FaultySystem,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const deadline = ports.clock.now() + 10_000
  const call = { to: addressOf(service), method: 'GET', path, deadline, signal }
  const answer = await ports.transport.call(call).then(
    ({ body }) => json(body),
    () => undefined,
  )
  return expect.map((claim) => ({
    isMet: holds(claim, answer),
    sentence: `${service} ${path}: ${claimInWords(claim)}${holds(claim, answer) ? '' : `, but it says ${JSON.stringify(answer)?.slice(0, 200)}`}`,
  }))
}
