import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@watertight/ports/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deadline } from '../deadline/lab.ts'
import { publicSeeds } from '../grading/seeds.ts'
import { gradeFile } from './grade-file.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'watertight-labs-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const files = join(import.meta.dirname, '../deadline/files')
const graded = (file: string, more: Partial<Parameters<typeof gradeFile>[2]> = {}) =>
  gradeFile(deadline, file, { clock: systemClock, seeds: publicSeeds(20), ...more })

/** A learner's folder, anywhere on the machine. */
function written(text: string): string {
  const path = join(folder, 'decisions.ts')
  writeFileSync(path, text.replaceAll('FOLDER', folder))
  return path
}

const service = (body: string, more = '') => `
import { type Ports, reply } from '@watertight/ports'
${more}
export async function start({ clock, transport }: Ports) {
  const server = await transport.serve('decisions', async (request) => {
    ${body}
    return reply(503, {})
  })
  return { stop: () => server.close() }
}
`

describe('a learner’s file, in a process of its own', () => {
  it('is graded there as it is here, wherever its folder is', async () => {
    const path = written(readFileSync(join(files, 'solution/decisions.ts'), 'utf8'))
    expect(await graded(path)).toMatchObject({ verdict: 'pass', runs: 20 })
    const starter = await graded(join(files, 'starter/decisions.ts'))
    expect(starter).toMatchObject({ verdict: 'fail', failure: { code: 'LATE' } })
    expect(starter.failure?.story?.length).toBeGreaterThan(3)
  })

  it.each<readonly [what: string, text: string, code: string]>([
    ['that does not parse', 'export function start( {', 'DOES_NOT_PARSE'],
    [
      'that is no TypeScript Node can strip',
      'enum A { B }\nexport const start = () => A.B',
      'DOES_NOT_PARSE',
    ],
    ['that is empty', '', 'DOES_NOT_LOAD'],
    ['that throws', 'throw new Error("not today")', 'DOES_NOT_LOAD'],
    ['that imports what is not there', "import './nowhere.ts'", 'DOES_NOT_LOAD'],
    ['that exits', service('process.exit(0)'), 'EXITED'],
    ['that exits as it is loaded', 'process.exit(7)', 'EXITED'],
    ['that does not start', 'export const start = async () => { throw new Error("no") }', 'BROKE'],
    ['that serves nothing', 'export const start = async () => {}', 'LATE'],
    ['that loops for ever', service('for (;;);'), 'NEVER_ENDS'],
    ['that loops as it is loaded', 'for (;;);', 'NEVER_ENDS'],
    [
      'that never lets time pass',
      service('for (;;) await new Promise((next) => clock.soon(() => next(0)))'),
      'NEVER_ENDS',
    ],
    [
      'that eats the heap',
      service('const all: unknown[] = []; for (;;) all.push([...Array(1_000).keys()])'),
      'TOO_MUCH_MEMORY',
    ],
    [
      'that eats memory beside the heap',
      service('const all: unknown[] = []; for (;;) all.push(Buffer.alloc(1_000_000, 1))'),
      'TOO_MUCH_MEMORY',
    ],
    [
      'that imports the file system',
      service('', "import { writeFileSync } from 'node:fs'\nwriteFileSync('FOLDER/out', 'x')"),
      'REACHED_OUTSIDE',
    ],
    [
      'that imports it by its old name',
      "import 'fs/promises'\nexport const start = async () => {}",
      'REACHED_OUTSIDE',
    ],
    [
      'that opens a database, which asks no permission',
      service(
        '',
        "import { DatabaseSync } from 'node:sqlite'\nnew DatabaseSync('FOLDER/out').exec('create table a (b)')",
      ),
      'REACHED_OUTSIDE',
    ],
    [
      'that goes around imports',
      service("process.getBuiltinModule('node:fs').writeFileSync('FOLDER/out', 'x')"),
      'REACHED_OUTSIDE',
    ],
    [
      'that opens a socket',
      service("await import('node:net').then(({ connect }) => connect(80, '127.0.0.1'))"),
      'REACHED_OUTSIDE',
    ],
    [
      'that fetches, and swallows the refusal',
      service("try { await fetch('http://127.0.0.1') } catch {}"),
      'REACHED_OUTSIDE',
    ],
    ['that uses a timer of the machine', service('setTimeout(() => {}, 10)'), 'REACHED_OUTSIDE'],
    [
      'that starts a process',
      service("await import('node:child_process').then(({ execSync }) => execSync('id'))"),
      'REACHED_OUTSIDE',
    ],
    [
      'that attaches a database through a call it has changed',
      `Function.prototype.call = () => {}
      export const start = async ({ storage }) => { storage.open('a').exec("attach 'FOLDER/out' as b") }`,
      'DOES_NOT_LOAD',
    ],
    ['that ends its grader', service('process.kill(process.ppid)'), 'REACHED_OUTSIDE'],
    [
      'that says it passed',
      service("console.log(JSON.stringify({ report: { verdict: 'pass' } }))\nprocess.exit(0)"),
      'EXITED',
    ],
  ])('%s gets a verdict that says so, and the grader lives', async (_, text, code) => {
    // a file that loops is stopped whenever the limit comes; none of these needs longer
    const { verdict, failure } = await graded(written(text), {
      limits: { memoryMb: 300, silentMs: code === 'NEVER_ENDS' ? 1_500 : 55_000 },
    })
    expect({ verdict, code: failure?.code, ...(failure?.code !== code && { failure }) }).toEqual({
      verdict: 'fail',
      code,
    })
    expect(existsSync(join(folder, 'out'))).toBe(false)
  })

  it('is stopped when nobody wants to know any more', async () => {
    const stop = new AbortController()
    const found = graded(written('for (;;);'), { signal: stop.signal })
    stop.abort(new Error('stopped'))
    await expect(found).rejects.toThrow('stopped')
  })
})
