import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Ports } from '@watertight/ports'
import { systemClock } from '@watertight/ports/node'
import { afterAll, describe, expect, it } from 'vitest'
import { deadline } from '../deadline/lab.ts'
import { playReal } from '../grading/grade-real.ts'
import type { Rig } from '../lab.ts'
import { start } from '../test-kit/lives.ts'
import { realRig } from './real-rig.ts'
import { virtualRig } from './virtual-rig.ts'

const folder = mkdtempSync(join(tmpdir(), 'watertight-labs-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = join(import.meta.dirname, '../test-kit/lives.ts')
const real = (path: string) =>
  realRig({ clock: systemClock, file: path, memoryMb: 300, totalMs: 50_000 })

/** What the only subject says, or the code of why it does not. */
async function client(rig: Rig): Promise<() => Promise<string>> {
  let ports: Ports | undefined
  await rig.host('client', async (given) => {
    ports = given
  })
  return () => {
    const { clock, transport } = ports as Ports
    const deadline = clock.now() + 10_000
    return transport.call({ to: 'subject', method: 'GET', path: '/', deadline }).then(
      ({ body }) => String(body),
      ({ code }) => code as string,
    )
  }
}

describe.each([
  ['in virtual time', () => virtualRig(1, start)],
  ['with processes', () => real(file)],
])('a learner’s service %s', (_, made) => {
  it('that is killed answers nobody and holds nothing, and starts again on its disk', async () => {
    const rig = made()
    const ask = await client(rig)
    try {
      const answers = await rig.run(async () => {
        await rig.subject('subject')
        const first = [await ask(), await rig.held()]
        rig.kill('subject')
        const killed = [await ask(), await rig.held()]
        await rig.restart('subject')
        return [first, killed, [await ask(), await rig.held()]]
      })
      expect(answers).toEqual([
        ['{"lives":1}', { timers: 1, calls: 0 }],
        [expect.stringMatching(/^WT_/), { timers: 0, calls: 0 }],
        ['{"lives":2}', { timers: 1, calls: 0 }],
      ])
      const { began, calls, lives } = rig.recording()
      expect(lives.map((it) => it.is)).toEqual(['started', 'killed', 'started'])
      expect(lives[0]?.at).toBe(began)
      expect(calls).toMatchObject([
        { from: 'client', to: 'subject', what: 'GET /', outcome: 200 },
        { from: 'client', outcome: expect.stringMatching(/^WT_/) },
        { from: 'client', outcome: 200 },
      ])
    } finally {
      await rig.stop()
    }
  })
})

describe('with processes, a file', () => {
  it.each([
    ['that does not parse', 'export function start( {', 'DOES_NOT_PARSE'],
    ['that is empty', '', 'DOES_NOT_LOAD'],
    ['that exits', 'process.exit(3)', 'EXITED'],
    ['that does not start', 'export const start = async () => { throw new Error("no") }', 'BROKE'],
    [
      'that eats memory',
      'const all: unknown[] = []; for (;;) all.push(Buffer.alloc(1_000_000, 1))',
      'TOO_MUCH_MEMORY',
    ],
    ['that opens a socket', "import { connect } from 'node:net'\nconnect(80)", 'REACHED_OUTSIDE'],
    ['that fetches', "await fetch('http://127.0.0.1')", 'REACHED_OUTSIDE'],
    [
      'that names a database elsewhere',
      "export const start = async ({ storage }) => { storage.open('../../out') }",
      'REACHED_OUTSIDE',
    ],
    [
      'that attaches a database elsewhere',
      `export const start = async ({ storage }) => {
        storage.open('a').exec("attach 'FOLDER/out' as b")
      }`,
      'REACHED_OUTSIDE',
    ],
    [
      'that vacuums into a file elsewhere',
      `export const start = async ({ storage }) => {
        storage.open('a').exec("vacuum into 'FOLDER/out'")
      }`,
      'REACHED_OUTSIDE',
    ],
    [
      'that makes a database of a database’s kind',
      `export const start = async ({ storage }) => {
        const { constructor } = storage.open('a')
        new constructor('FOLDER/out')
      }`,
      'REACHED_OUTSIDE',
    ],
  ])('%s gets a verdict that says so, and the grader lives', async (_, text, code) => {
    const path = join(folder, 'file.ts')
    writeFileSync(path, text.replaceAll('FOLDER', folder))
    const rig = real(path)
    const run = rig.run(() => rig.subject('subject'))
    await expect(run).rejects.toThrow()
    expect(rig.failure()).toMatchObject({ code })
    await rig.stop()
    expect(readdirSync(folder)).toEqual(['file.ts'])
  })

  it('that loops is stopped when the run has taken too long, or nobody wants to know', async () => {
    const path = join(folder, 'file.ts')
    writeFileSync(path, 'for (;;);')
    const options = { clock: systemClock, file: path, memoryMb: 300 }
    const slow = realRig({ ...options, totalMs: 300 })
    await expect(slow.run(() => slow.subject('subject'))).rejects.toThrow()
    expect(slow.failure()).toMatchObject({ code: 'NEVER_ENDS' })
    await slow.stop()
    const stop = new AbortController()
    const unwanted = realRig({ ...options, totalMs: 60_000, signal: stop.signal })
    const run = unwanted.run(() => unwanted.subject('subject'))
    stop.abort(new Error('stopped'))
    await expect(run).rejects.toThrow('stopped')
    await unwanted.stop()
  })
})

it('what does not end on a machine that is too busy shows nothing', async () => {
  const path = join(folder, 'file.ts')
  writeFileSync(path, 'for (;;);')
  const after: typeof systemClock.after = (ms, task) => systemClock.after(ms + 100, task)
  const { judgement } = await playReal(deadline, deadline.real(1), path, {
    clock: { ...systemClock, after },
    limits: { realMs: 300 },
  })
  expect(judgement).toMatchObject({
    verdict: 'inconclusive',
    says: expect.stringMatching(/^NEVER_ENDS was seen, but .* had to wait \d+ ms/),
  })
})

it('a run leaves nothing behind', async () => {
  const rig = real(file)
  const { folder } = rig
  await rig.run(() => rig.subject('subject'))
  expect(readdirSync(dirname(folder))).toContain(folder.split('/').at(-1))
  await rig.stop()
  expect(readdirSync(dirname(folder))).not.toContain(folder.split('/').at(-1))
})
