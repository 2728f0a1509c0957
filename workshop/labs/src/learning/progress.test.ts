import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { seededRandom, uuidv7 } from '@watertight/ports'
import { systemClock } from '@watertight/ports/node'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Deed } from './entry.ts'
import { openProgress } from './progress.ts'
import { standings, stateOf } from './standing.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watertight-progress-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** What a checkout keeps; another one knows nothing of it. */
function checkout(seed = 1) {
  const random = seededRandom(seed)
  const database = new DatabaseSync(':memory:')
  const ports = {
    ...{ clock: systemClock, random, ids: uuidv7(systemClock, random) },
    storage: { open: () => database },
  }
  return (at = folder) => openProgress(at, ports)
}

const started: Deed = { did: 'started', lab: 'deadline', version: '1.0.0' }
const hint: Deed = { did: 'hinted', lab: 'deadline', step: 1 }
const digest = `sha256:${'a'.repeat(64)}`
const checked = (more: Partial<Extract<Deed, { did: 'checked' }>>): Deed => ({
  ...{ did: 'checked', lab: 'deadline', version: '1.0.0', attempt: 1, verdict: 'pass' },
  ...{ isWhole: true, content: digest, seeds: digest, transcript: digest },
  ...more,
})
const path = () => join(folder, 'progress.log')
const text = () => readFileSync(path(), 'utf8')

describe('a progress', () => {
  it('is read as it was written, and only ever gets longer', () => {
    const open = checkout()
    expect(open().entries()).toEqual([])
    open().add(started)
    const before = text()
    open().add(hint)
    expect(text().startsWith(before)).toBe(true)
    expect(open().entries()).toMatchObject([
      { ...started, n: 1 },
      { ...hint, n: 2 },
    ])
  })

  it('belongs to one learner, whose secret is in no file of theirs', () => {
    const open = checkout()
    open().add(started)
    const { id, secret } = open().learner
    expect(open().learner).toMatchObject({ id, secret })
    expect(secret).toMatch(/^[0-9a-f]{64}$/)
    expect(text()).not.toContain(secret)
    expect(open(join(folder, 'other')).learner.secret).not.toBe(secret)
  })

  const lines = (edit: (all: string[]) => string[]) => () =>
    writeFileSync(path(), `${edit(text().trimEnd().split('\n')).join('\n')}\n`)
  it.each<readonly [what: string, edit: () => void, says: RegExp]>([
    [
      'a verdict was changed in',
      () => writeFileSync(path(), text().replace('"fail"', '"pass"')),
      /line 2 .* is not as it was written/,
    ],
    ['a line was taken out of', lines(([a = '', , c = '']) => [a, c]), /line 2/],
    ['the last line was taken from', lines((all) => all.slice(0, -1)), /had 3 lines and has 2/],
    ['lines changed places in', lines(([a = '', b = '', c = '']) => [a, c, b]), /line 2/],
    ['a line was written twice in', lines((all) => [...all, all.at(-1) ?? '']), /line 4/],
    ['a line was added by hand to', () => appendFileSync(path(), '{"did":"checked"}\n'), /line 4/],
    ['nothing is left of', () => writeFileSync(path(), ''), /had 3 lines and has 0/],
    ['a file is missing for', () => rmSync(path()), /had 3 lines and has 0/],
  ])('%s it: refused, and it says where', (_, edit, says) => {
    const open = checkout()
    open().add(started)
    open().add(checked({ verdict: 'fail', code: 'LATE' }))
    open().add(hint)
    edit()
    for (const use of [() => open().entries(), () => open().add(hint)]) {
      expect(use).toThrow(expect.objectContaining({ code: 'WT_PROGRESS_CHANGED' }))
      expect(use).toThrow(says)
    }
  })

  it('of another checkout is not this one’s', () => {
    checkout(1)().add(started)
    expect(() => checkout(2)().entries()).toThrow(
      expect.objectContaining({ code: 'WT_PROGRESS_FOREIGN' }),
    )
  })

  it('moves with its folder', () => {
    const open = checkout()
    open().add(started)
    const { id } = open().learner
    const moved = `${folder}-moved`
    renameSync(folder, moved)
    expect(open(moved).entries()).toHaveLength(1)
    expect(open(moved).learner.id).toBe(id)
    renameSync(moved, folder)
  })

  it('goes on where a line was never finished', () => {
    const open = checkout()
    open().add(started)
    appendFileSync(path(), '0123456789abcdef')
    expect(open().entries()).toHaveLength(1)
    open().add(hint)
    expect(open().entries()).toHaveLength(2)
  })

  it('begins again beside what was there', () => {
    const open = checkout()
    open().add(started)
    writeFileSync(path(), 'nonsense\n')
    const aside = open().beginAgain()
    expect(aside).toBe(`${path()}.1`)
    expect(open().entries()).toEqual([])
    open().add(hint)
    expect(open().entries()).toHaveLength(1)
  })
})

describe('where a learner stands', () => {
  const after = (...deeds: Deed[]) => {
    const open = checkout()
    for (const it of deeds) open().add(it)
    return standings(open().entries())('deadline')
  }
  it.each<readonly [what: string, deeds: readonly Deed[], state: string]>([
    ['nothing', [], 'not started'],
    ['a start', [started], 'started'],
    ['a fail', [started, checked({ verdict: 'fail', code: 'LATE' })], 'LATE'],
    ['a pass in virtual time', [checked({ isWhole: false })], 'passes in virtual time'],
    ['a run that showed nothing', [checked({ verdict: 'inconclusive' })], 'inconclusive'],
    ['a pass', [checked({})], 'passed'],
    ['a pass, and a fail after it', [checked({}), checked({ verdict: 'fail' })], 'passed'],
    ['giving up', [{ did: 'gave up', lab: 'deadline' }], 'given up'],
    [
      'giving up, and a pass',
      [{ did: 'gave up', lab: 'deadline' }, checked({})],
      'passed after giving up',
    ],
    ['a pass, and a look at the solution', [checked({})], 'passed'],
  ])('after %s', (_, deeds, state) => {
    expect(stateOf(after(...deeds))).toBe(state)
  })
})
