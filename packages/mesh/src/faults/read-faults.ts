import { type Document, isMap } from 'yaml'
import { type Place, placeOf } from '../config/problem/place.ts'
import { isError, type Problem, problem } from '../config/problem/problem.ts'
import { Decoder } from '../config/read/decode.ts'
import { type MeshFile, Source } from '../config/read/source.ts'
import {
  type FaultRule,
  type FaultsDocument,
  faultsShape,
  type TrafficRule,
} from './scenario-shape.ts'

const faultKinds = [
  ...(['kill', 'hang', 'slow', 'abort'] as const),
  ...(['partition', 'delay', 'duplicate', 'push'] as const),
]

export type Scenario = FaultsDocument['spec'] & { readonly name: string }

export interface ReadScenario {
  /** None where the file has an error. */
  readonly scenario: Scenario | undefined
  readonly problems: readonly Problem[]
}

/** Reads one document of the kind `Faults`. It never throws: what is wrong is told with file, line and column, all of it at once. */
export function readFaults(file: MeshFile): ReadScenario {
  const source = new Source(file)
  const [document, second] = source.documents
  const scenario = document === undefined ? undefined : decode(source, document)
  if (second !== undefined)
    report(
      source,
      source.placeOf(second.contents, source.place(0)),
      'the file has a second document',
      'Write it into a file of its own',
    )
  else if (document === undefined && source.errors === 0)
    report(source, source.place(0), 'the file is empty')
  if (scenario !== undefined && source.errors === 0) check(source, scenario)
  const { problems } = source
  return { scenario: problems.some(isError) ? undefined : scenario, problems }
}

function decode(source: Source, { contents }: Document): Scenario | undefined {
  const at = source.placeOf(contents, source.place(0))
  const kind = isMap(contents) ? contents.get('kind') : undefined
  if (kind !== 'Faults') {
    const said = kind === undefined ? 'no kind' : `the kind ${String(kind).slice(0, 64)}`
    source.report(
      problem(
        'WT_MESH_KIND',
        at,
        `the document has ${said}; here Faults is read`,
        'Write kind: Faults',
      ),
    )
    return undefined
  }
  const { metadata, spec } = new Decoder(source).decode(
    faultsShape,
    contents,
    '',
    at,
  ) as Partial<FaultsDocument>
  return source.errors > 0 || spec === undefined
    ? undefined
    : { ...spec, name: metadata?.name ?? '' }
}

function check(source: Source, { faults, traffic = [], lasts }: Scenario): void {
  faults.forEach((fault, i) => {
    const at = placeOf(fault)
    const kinds = faultKinds.filter((kind) => fault[kind] !== undefined)
    if (kinds.length === 0)
      report(
        source,
        at,
        `spec.faults[${i}] says nothing to happen`,
        `Add one of ${faultKinds.join(', ')}`,
      )
    checkTimes(source, fault, `spec.faults[${i}]`, lasts, at)
  })
  const names = traffic.map(({ name }) => name)
  traffic.forEach((rule, i) => {
    if (names.indexOf(rule.name) !== i)
      report(source, placeOf(rule, 'name'), `two kinds of traffic are called ${rule.name}`)
    if (!rule.path.startsWith('/'))
      report(source, placeOf(rule, 'path'), `${rule.path} does not begin with /`)
    checkClaims(source, rule)
  })
}

function checkTimes(
  source: Source,
  fault: FaultRule,
  path: string,
  lasts: number,
  at: Place,
): void {
  const { every, for: forMs, times, at: from = 0 } = fault
  if (from >= lasts)
    report(source, at, `${path} begins when all is over`, 'Let spec.lasts be longer')
  if (times !== undefined && every === undefined)
    report(source, at, `${path} has times without every`, 'Say every how long it comes')
  if (every !== undefined && (forMs === undefined || forMs >= every))
    report(source, at, `${path} comes again before it has ended`, 'Let for be shorter than every')
}

function checkClaims(source: Source, { expect = {} }: TrafficRule): void {
  const { every = [], some = [], last = [] } = expect
  for (const claim of [...every, ...some, ...last])
    if (claim.equals === undefined && claim.isOneOf === undefined && claim.isFilled === undefined)
      report(
        source,
        placeOf(claim),
        `the claim about ${claim.at} says nothing`,
        'Add equals, isOneOf or isFilled',
      )
}

const report = (source: Source, place: Place, sentence: string, advice?: string) =>
  source.report(problem('WT_MESH_VALUE', place, sentence, advice))
