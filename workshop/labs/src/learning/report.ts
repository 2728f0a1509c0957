import type { Output } from '@watertight/cli'
import { diagram } from '../grading/diagram.ts'
import type { Failure, Report } from '../grading/grade.ts'
import type { Moment, Scenario } from '../lab.ts'
import type { Checked } from './check.ts'

type Style = Pick<Output, 'style'>

/** What a check found, for people. */
export function checkedLines(
  { verdict, isWhole, virtual, real }: Checked,
  out: Style,
): readonly string[] {
  const last = real ?? virtual
  const rig = real ? 'with processes and sockets' : 'in virtual time'
  if (last.failure) return failureLines(last.failure, rig, out)
  if (verdict === 'inconclusive')
    return [
      `${out.style('yellow', 'INCONCLUSIVE')}  ${runs(last)} ${rig} showed too little; that is no pass.`,
      ...(last.unclear ? [`  ${last.unclear}`] : []),
      'Check again, when this machine has less to do.',
    ]
  const both = real ? `, ${runs(real)} with processes and sockets` : ''
  const held = `${out.style('green', 'PASS')}  ${runs(virtual)} in virtual time${both}: it held.`
  return isWhole
    ? [held]
    : [held, 'It counts when it has held with processes too: watertight learn check']
}

const runs = ({ runs, inconclusive }: Report) =>
  `${runs - inconclusive} ${runs - inconclusive === 1 ? 'run' : 'runs'}`

/** One sentence, what was expected and seen, what it takes, what happened, and how to see it again. */
export function failureLines(failure: Failure, rig: string, out: Style): readonly string[] {
  const { code, says, expected, measured, scenario, replay, story = [] } = failure
  return [
    `${out.style('red', 'FAIL')}  ${code}: ${says}`,
    `  expected  ${expected}`,
    `  measured  ${measured}`,
    ...(scenario ? ['', `It takes, ${rig}:`, ...scenarioLines(scenario)] : []),
    ...storyLines(story),
    ...(replay ? ['', 'To see it again:', `  npx watertight learn replay ${replay}`] : []),
  ]
}

const storyLines = (story: readonly Moment[]) => (story.length > 0 ? ['', ...diagram(story)] : [])

/** The faults and the requests, a line each. */
function scenarioLines({ seed, faults, requests }: Scenario): readonly string[] {
  const line = (what: string, value: unknown) => `  ${what.padEnd(8)}  ${inWords(value)}`
  return [
    `  ${'seed'.padEnd(8)}  ${seed}`,
    ...faults.map((it) => line('fault', it)),
    ...requests.map((it) => line('request', it)),
  ]
}

const inWords = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? Object.entries(value)
        .map(([name, it]) => `${name} ${typeof it === 'object' ? JSON.stringify(it) : String(it)}`)
        .join(', ')
    : String(value)
