import { type ChildProcess, spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { median } from '../measure/statistics.ts'
import type { Figure, Measured } from '../report/figure.ts'

const repository = join(import.meta.dirname, '../..')
const labsFolder = join(repository, 'workshop/labs/src')
/** Of each lab so many mistakes are saved, one after the other. */
const saves = 2

interface Lab {
  readonly lab: string
  /** From a save to the first line of its verdict, in ms. */
  readonly refused: readonly number[]
  /** From the save of a solution until it has held in virtual time, and until it has passed. */
  readonly held: number
  readonly passed: number
}

/** What a learner waits for: `watertight learn watch`, as they run it. There is no peer that plays faults. */
export default async function labs({ quick }: { quick: boolean }): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'watertight-bench-labs-'))
  try {
    const slugs = readdirSync(labsFolder, { withFileTypes: true })
      .filter((it) => existsSync(join(labsFolder, it.name, 'files/solution')))
      .map(({ name }) => name)
    const measured: Lab[] = []
    for (const lab of quick ? slugs.slice(0, 1) : slugs) measured.push(await watched(lab, folder))
    return { figures: figuresOf(measured), proof: { labs: measured } }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export function figuresOf(measured: readonly Lab[]): readonly Figure[] {
  const verdicts = measured.flatMap(({ refused, held }) => [...refused, held])
  const common = { better: 'lower', peers: {} } as const
  return [
    {
      ...{ id: 'save-to-verdict-ms', value: median(verdicts), unit: 'ms', goal: 3_000, ...common },
      what: `${verdicts.length} saves of ${measured.length} labs, wrong ones and a right one, until a watching learner is told; median`,
    },
    ...measured.map(
      ({ lab, refused, held }): Figure => ({
        ...{ id: `save-to-verdict-${lab}-ms`, value: median([...refused, held]), unit: 'ms' },
        ...{ goal: null, ...common, what: `the same of ${lab}` },
      }),
    ),
    {
      ...{
        id: 'all-labs-graded-s',
        value: measured.reduce((sum, it) => sum + it.passed, 0) / 1_000,
      },
      ...{ unit: 's', goal: 600, ...common },
      what: 'a solution of every lab: fifty seeds in virtual time, then two runs with processes',
    },
  ]
}

export async function watched(lab: string, folder: string): Promise<Lab> {
  const shipped = (kind: string) => {
    const at = join(labsFolder, lab, 'files', kind)
    return readdirSync(at).map((name) => join(at, name))
  }
  const [solution = ''] = shipped('solution')
  const mine = join(folder, 'my-labs', lab, solution.split('/').at(-1) ?? '')
  mkdirSync(dirname(mine), { recursive: true })
  writeFileSync(mine, readFileSync(shipped('starter')[0] ?? ''))
  const child = learn(['watch', lab], folder)
  const said = verdictsOf(child)
  await said.next()
  const save = async (file: string) => {
    const began = performance.now()
    writeFileSync(mine, readFileSync(file))
    return { word: (await said.next()).value ?? 'nothing', ms: () => performance.now() - began }
  }
  const refused: number[] = []
  for (const file of shipped('wrong').slice(0, saves)) {
    const { word, ms } = await save(file)
    refused.push(ms())
    if (word !== 'FAIL') throw new Error(`${file}: ${word}`)
  }
  const right = await save(solution)
  const held = right.ms()
  const { value: last } = await said.next()
  const passed = right.ms()
  child.kill('SIGINT')
  if (right.word !== 'It holds' || last !== 'PASS')
    throw new Error(`the solution of ${lab}: ${right.word}, ${last}`)
  return { lab, refused, held, passed }
}

function learn(args: readonly string[], folder: string): ChildProcess {
  const own = ['--folder', join(folder, 'my-labs'), '--data', join(folder, 'data')]
  return spawn(
    process.execPath,
    [
      '--conditions=watertight-src',
      ...[join(repository, 'packages/cli/src/main.ts'), 'learn', ...args, ...own],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NO_COLOR: '1' } },
  )
}

/** The first word of each verdict, as it is printed. */
async function* verdictsOf(child: ChildProcess): AsyncGenerator<string, undefined> {
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const [verdict] = /^(FAIL|It holds|PASS|INCONCLUSIVE)/.exec(line) ?? []
    if (verdict !== undefined) yield verdict
  }
}
