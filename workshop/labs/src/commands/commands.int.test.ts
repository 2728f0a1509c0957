import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CommandContext, Output } from '@watertight/cli'
import { nodePorts } from '@watertight/ports/node'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decisionOn, drawScenario, truthOf } from '../deadline/scenario.ts'
import { labs } from '../labs.ts'
import { courseResults } from '../learning/results.ts'
import manifest from './watertight.ts'

let folder: string
let ports: ReturnType<typeof nodePorts>
let printed: string[]
let heard: (line: string) => void
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watertight-learn-'))
  ports = nodePorts({
    ...{ service: 'test', folder: join(folder, 'data'), directory: new Map(), log: () => {} },
  })
  heard = () => {}
})
afterEach(async () => {
  await ports.stop()
  rmSync(folder, { recursive: true })
})

const mine = (...path: string[]) => join(folder, 'my-labs', ...path)
const file = () => mine('deadline/decisions.ts')
const shipped = (name: string) => join(import.meta.dirname, '../deadline/files', name)
const print = (text: string) => {
  printed.push(text)
  heard(text)
}
const out: Output = {
  ...{ isTerminal: false, columns: 80, write: print, line: print, style: (_, text) => text },
}

/** One command line; what it printed, and its exit code. */
async function run(name: string, args: readonly string[] = [], signal = AbortSignal.any([])) {
  printed = []
  const command = manifest.commands.find((it) => it.name === name)
  const json = args.includes('--json')
  const context = {
    ...{ args: [...args.filter((it) => it !== '--json'), '--folder', mine()], json, out, ports },
    data: join(folder, 'data'),
    signal,
  }
  const code = await command?.run(context as unknown as CommandContext)
  return { code, text: printed.join('\n') }
}

describe('watertight learn', () => {
  it('starts a lab that fails, with a reason and a way to see it again', async () => {
    const { code, text } = await run('start', ['deadline'])
    expect(code).toBe(0)
    expect(text).toMatch(
      /^FAIL {2}LATE: Your service did not answer while the client was waiting\.$/m,
    )
    expect(text).toMatch(/^ {2}expected {2}an answer to L\d+ before \d+ ms: a decision, or 503$/m)
    expect(text).toMatch(/^ {2}measured {2}none by \d+ ms$/m)
    expect(text).toMatch(
      /^ {2}fault {5}kind (stall|slow), service (bureau|ledger), at \d+, for \d+/m,
    )
    expect(text).toMatch(/client +decisions/)
    const [, shown = ''] = /^ {2}npx watertight console open (\S+)$/m.exec(text) ?? []
    expect(JSON.parse(readFileSync(shown, 'utf8'))).toMatchObject({ format: 'watertight-run' })
    const [, replay = ''] = /learn replay (deadline@\S+)/.exec(text) ?? []
    const again = await run('replay', [replay])
    expect(again).toMatchObject({ code: 1, text: expect.stringContaining('FAIL  LATE') })
    copyFileSync(shipped('solution/decisions.ts'), file())
    expect(await run('replay', [replay])).toMatchObject({ code: 0 })
    expect((await run('list')).text).toContain('LATE')
    expect(readFileSync(mine('tsconfig.json'), 'utf8')).toContain('learners.tsconfig.json')
  })

  it('never writes over a file of the learner; reset moves it aside', async () => {
    await run('start', ['deadline'])
    writeFileSync(file(), '// mine\n')
    const { text } = await run('start', ['deadline'])
    expect(text).toContain('yours, as it was')
    expect(text).toContain('DOES_NOT_LOAD')
    expect(readFileSync(file(), 'utf8')).toBe('// mine\n')
    await run('reset', ['deadline'])
    expect(readFileSync(file(), 'utf8')).toBe(readFileSync(shipped('starter/decisions.ts'), 'utf8'))
    expect(readFileSync(`${file()}.1`, 'utf8')).toBe('// mine\n')
  })

  it('counts a pass in virtual time as none', async () => {
    await run('start', ['deadline'])
    copyFileSync(shipped('solution/decisions.ts'), file())
    // the run that failed is played again, before twenty public seeds and thirty personal ones
    const { text: data } = await run('check', ['--virtual', '--json'])
    expect(JSON.parse(data)).toMatchObject({
      verdict: 'pass',
      isWhole: false,
      virtual: { runs: 51 },
    })
    const { code, text } = await run('check', ['--virtual'])
    expect(code).toBe(0)
    expect(text).toMatch(/^PASS {2}\d+ runs in virtual time: it held\.$/m)
    expect(text).toContain('It counts when it has held with processes too')
    expect((await run('list')).text).toContain('passes in virtual time')
    await expect(courseResults(mine(), ports)).rejects.toThrow('deadline is not passed')
  })

  it('checks when a file is saved, and a save stops the check before', async () => {
    await run('start', ['deadline'])
    const stop = new AbortController()
    const attempts: string[] = []
    heard = (line) => {
      if (/^(FAIL|It holds)/.test(line)) attempts.push(line)
      if (line.startsWith('FAIL')) {
        // as editors do that keep a copy of what was there
        renameSync(file(), `${file()}~`)
        copyFileSync(shipped('solution/decisions.ts'), file())
      }
      if (line.startsWith('It holds')) stop.abort(new Error('stopped'))
    }
    await run('watch', ['deadline'], stop.signal).catch(() => {})
    expect(attempts).toEqual([
      expect.stringMatching(/^FAIL {2}LATE/),
      expect.stringMatching(/^It holds in virtual time \(\d+\.\d s\)/),
    ])
  })

  it('gives hints one at a time and notes them', async () => {
    await run('start', ['deadline'])
    for (const count of [1, 2, 3, 3])
      expect((await run('hint')).text.split('\n')).toHaveLength(count)
    expect((await run('progress')).text.match(/hint \d/g)).toEqual(['hint 1', 'hint 2', 'hint 3'])
  })

  it('explains a lab by its page', async () => {
    expect((await run('explain', ['deadline'])).text).toMatch(/^# Deadline/)
  })

  it('says what is wrong with a command line, and what there is', async () => {
    await expect(run('start', ['deadlin'])).rejects.toThrow(
      /there is no lab deadlin. There are: .*deadline/,
    )
    await expect(run('check')).rejects.toThrow('LAB is missing')
    await expect(run('check', ['deadline'])).rejects.toThrow('WT_LAB_NOT_STARTED')
    await run('start', ['deadline'])
    await expect(run('replay', ['deadline@1.0.0.nonsense'])).rejects.toThrow('WT_REPLAY_CODE')
    await expect(run('hint', ['deadline', 'retry'])).rejects.toThrow('one argument too many')
  })

  it('prints data as JSON, and nothing beside it', async () => {
    for (const args of [['start', 'deadline'], ['list'], ['progress'], ['hint'], ['explain']]) {
      const [name = '', ...more] = args
      await run(name, [...more, '--json'])
      expect(JSON.parse(printed.join('\n'))).toBeTypeOf('object')
    }
  })
})

describe('a cheat is refused with a reason', () => {
  const failing = async (text: string) => {
    await run('start', ['deadline'])
    writeFileSync(file(), text)
    const { code, text: said } = await run('check', ['deadline', '--virtual'])
    expect(code).toBe(1)
    return said
  }

  it('answers learnt by heart for the public seeds', async () => {
    const answers = Array.from({ length: 20 }, (_, at) =>
      Object.fromEntries(
        drawScenario(at + 1).requests.map(({ application, amount }) => [
          application,
          decisionOn(truthOf(at + 1, application), amount),
        ]),
      ),
    )
    const said = await failing(`import { json, reply } from '@watertight/ports'
const answers = ${JSON.stringify(answers)}
let run = 0
export async function start({ transport }) {
  const mine = answers[run++] ?? {}
  const server = await transport.serve('decisions', async ({ body }) => {
    const decision = mine[json(body).application] ?? 'declined'
    return reply(200, { decision })
  })
  return { stop: () => server.close() }
}
`)
    expect(said).toMatch(/NOT_REPEATABLE|WRONG_ANSWER/)
    expect(said).toMatch(/does not do the same twice|decided what it could not know/)
  })

  it('errors that are swallowed', async () => {
    expect(await failing(readFileSync(shipped('wrong/default-score.ts'), 'utf8'))).toContain(
      'WRONG_ANSWER: Your service decided what it could not know.',
    )
  })

  it('refusing everything', async () => {
    expect(await failing(readFileSync(shipped('wrong/refuses-everything.ts'), 'utf8'))).toContain(
      'USELESS: Your service gave up though there was time.',
    )
  })

  it.each([
    ['a judge that is put in place of the lab’s', `await import('${labFile()}')`],
    [
      'the same by way of a module in a text',
      `await import('data:text/javascript,import "node:fs"')`,
    ],
    ['the adapters in place of the ports', "await import('@watertight/ports/node')"],
    ['the grader itself', "await import('@watertight/labs')"],
  ])('%s', async (_, line) => {
    expect(await failing(`${line}\nexport const start = async () => {}`)).toContain(
      'REACHED_OUTSIDE: Your file reached past its ports.',
    )
  })

  it('a judge that runs on other words', async () => {
    const said = await failing('globalThis.Map = class {}\nexport const start = async () => {}')
    expect(said).toContain('DOES_NOT_LOAD')
    expect(said).toContain("Cannot assign to read only property 'Map'")
  })

  it('a link to a file that is fenced in nowhere', async () => {
    await run('start', ['deadline'])
    const elsewhere = mine('elsewhere.ts')
    writeFileSync(elsewhere, `import '${labFile()}'\nexport const start = async () => {}`)
    rmSync(file())
    symlinkSync(elsewhere, file())
    const { text } = await run('check', ['deadline', '--virtual'])
    expect(text).toContain('REACHED_OUTSIDE')
  })

  it('arrays that find nothing any more', async () => {
    const said = await failing(
      'Array.prototype.find = () => undefined\nexport const start = async () => {}',
    )
    expect(said).toContain('DOES_NOT_LOAD')
    expect(said).toContain("Cannot assign to read only property 'find'")
  })

  it('a progress that was edited', async () => {
    await run('start', ['deadline'])
    const path = mine('progress.log')
    writeFileSync(path, readFileSync(path, 'utf8').replace('"fail"', '"pass"'))
    await expect(run('list')).rejects.toThrow('line 2 of')
    await expect(courseResults(mine(), ports)).rejects.toThrow('is not as it was written')
    await expect(run('progress', ['--begin-again'])).resolves.toMatchObject({ code: 0 })
    expect(existsSync(file())).toBe(true)
  })

  it('a solution that was read first', async () => {
    await run('start', ['deadline'])
    await expect(run('solution', ['deadline'])).rejects.toThrow('WT_SOLUTION_CLOSED')
    const { text } = await run('solution', ['deadline', '--give-up'])
    expect(text).toBe(readFileSync(shipped('solution/decisions.ts'), 'utf8').trimEnd())
    expect((await run('list')).text).toContain('given up')
    await expect(courseResults(mine(), ports)).rejects.toThrow(/deadline/)
  })
})

it('every lab has a starter, a solution, four wrong ones and a page that links to where it runs', async () => {
  for (const [slug, load] of Object.entries(labs)) {
    const lab = await load()
    expect(lab.slug).toBe(slug)
    const at = (name: string) => join(import.meta.dirname, '..', slug, name)
    for (const kind of ['starter', 'solution'])
      expect(existsSync(at(`files/${kind}/${lab.file}`)), `${slug}: ${kind}`).toBe(true)
    expect(readFileSync(at('idea.md'), 'utf8'), slug).toContain('case-studies/')
  }
})

function labFile(): string {
  return join(import.meta.dirname, '../deadline/lab.ts')
}
