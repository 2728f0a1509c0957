import type { Output } from '@watertight/cli'
import { diagram } from '../grading/diagram.ts'
import type { Failure, Report } from '../grading/grade.ts'
import type { Moment, Scenario } from '../lab.ts'
import type { Checked } from './check.ts'

type Style = Pick<Output, 'style'>

const rigs = Object.freeze({ virtual: 'in virtual time', real: 'with processes and sockets' })
/** What does not fit on a screen; the file of the run has all of it. */
const most = Object.freeze({ requests: 12, moments: 60 })

/** What a check found, for people. */
export function checkedLines(
  { verdict, isWhole, virtual, real }: Checked,
  { out, run }: Pick<FailureOptions, 'out' | 'run'>,
): readonly string[] {
  const last = real ?? virtual
  const rig = rigs[real ? 'real' : 'virtual']
  if (last.failure) return failureLines(last.failure, { isReal: real !== undefined, run, out })
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

export interface FailureOptions {
  readonly isReal: boolean
  /** The file of the run for the console, where there is one. */
  readonly run?: string | undefined
  readonly out: Style
}

/** One sentence, what was expected and seen, what it takes, what happened, and how to see it again. */
export function failureLines(
  failure: Failure,
  { isReal, run, out }: FailureOptions,
): readonly string[] {
  const rig = rigs[isReal ? 'real' : 'virtual']
  const real = isReal ? '--real ' : ''
  const { code, says, expected, measured, scenario, replay, story = [] } = failure
  return [
    `${out.style('red', 'FAIL')}  ${code}: ${says}`,
    `  expected  ${expected}`,
    `  measured  ${measured}`,
    ...(scenario ? ['', `It takes, ${rig}:`, ...scenarioLines(scenario)] : []),
    ...storyLines(story),
    ...(replay ? ['', 'To see it again:', `  npx watertight learn replay ${real}${replay}`] : []),
    ...(run ? ['', 'To look at it in the console:', `  npx watertight console open ${run}`] : []),
  ]
}

function storyLines(story: readonly Moment[]): readonly string[] {
  if (story.length === 0) return []
  const [heads = '', ...moments] = diagram(story)
  return ['', heads, ...shortened(moments, most.moments)]
}

const shortened = (lines: readonly string[], count: number): readonly string[] =>
  lines.length <= count ? lines : [...lines.slice(0, count), `  … and ${lines.length - count} more`]

/** The faults and the requests, a line each. */
function scenarioLines({ seed, faults, requests }: Scenario): readonly string[] {
  const line = (what: string, value: unknown) => `  ${what.padEnd(8)}  ${inWords(value)}`
  return [
    `  ${'seed'.padEnd(8)}  ${seed}`,
    ...faults.map((it) => line('fault', it)),
    ...shortened(
      requests.map((it) => line('request', it)),
      most.requests,
    ),
  ]
}

/** A fault or a request as a line. */
export const inWords = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? Object.entries(value)
        .map(([name, it]) => `${name} ${typeof it === 'object' ? JSON.stringify(it) : String(it)}`)
        .join(', ')
    : String(value)
