import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { homeLoans } from '../policies/home-loans.ts'
import { replayAll } from '../replay/replay-all.ts'
import { syntheticApplication } from '../synthetic/application.ts'
import { decideApplications, publishPolicies } from '../synthetic/decide-synthetic.ts'
import { openFile } from '../test-kit/open.ts'

let folder: string
const log = () => join(folder, 'underwriting.sqlite')
const count = 120

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lending-'))
  const store = await openFile(folder)
  const policies = await publishPolicies(store)
  const applications = Array.from({ length: count }, (_, index) => syntheticApplication(1, index))
  await decideApplications(store, policies, applications)
  await store.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

// as if somebody had deleted the policies and the figures of this repository
const withoutPolicies = `data:text/javascript,${encodeURIComponent(`
import { registerHooks } from 'node:module'
registerHooks({ resolve(specifier, context, next) {
  const found = next(specifier, context)
  if (/underwriting\\/(policies|regulations)\\//.test(found.url)) throw new Error('deleted: ' + found.url)
  return found
} })`)}`

interface Answer {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** A new process that has the log and nothing else. */
function lending(...args: readonly string[]): Promise<Answer> {
  const main = join(import.meta.dirname, '../../../../packages/cli/src/main.ts')
  const node = [
    '--conditions=watertight-src',
    '--import',
    withoutPolicies,
    main,
    'lending',
    ...args,
  ]
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      node,
      { env: { ...process.env, NO_COLOR: '1' } },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    ),
  )
}

describe('in a new process, from the log alone, with every policy file gone', () => {
  it('why tells facts, rules, citations, policy and notice', async () => {
    const { code, out } = await lending('why', 'synthetic-1-0', '--log', log(), '--json')
    expect(code).toBe(0)
    const told = JSON.parse(out)
    expect(told.rules.length).toBeGreaterThan(20)
    expect(told.policy.hash).toMatch(/^[0-9a-f]{64}$/)
    expect(told.facts[0].source).toContain('of nobody')
    expect(told.notice.length).toBeGreaterThan(20)
  })

  it('replay decides again byte for byte', async () => {
    const [one, all] = await Promise.all([
      lending('replay', 'synthetic-1-0', '--log', log()),
      lending('replay', '--all', '--log', log(), '--json'),
    ])
    expect(one).toMatchObject({ code: 0, out: expect.stringContaining('byte for byte') })
    expect(JSON.parse(all.out)).toEqual({ decisions: count, mismatches: [] })
  })

  it('a draft is tried on one decision and on all, and nothing is written', async () => {
    const draft = join(folder, 'draft.json')
    const strict = homeLoans(2026)
    const rules = strict.rules.map((rule) =>
      rule.id === 'credit-experience' ? { ...rule, holds: 'creditLines is at least 9' } : rule,
    )
    writeFileSync(
      draft,
      JSON.stringify({ ...strict, version: 'strict', from: '2014-01-01', rules }),
    )
    const [tested, one] = await Promise.all([
      lending('backtest', draft, '--log', log(), '--json'),
      lending('replay', 'synthetic-1-0', '--policy', draft, '--log', log(), '--json'),
    ])
    const { decisions, outcomes, reasons } = JSON.parse(tested.out)
    expect(decisions).toBe(count)
    const sum = outcomes.reduce((total: number, one: { count: number }) => total + one.count, 0)
    expect(sum).toBe(count)
    expect(
      reasons.find((one: { reason: string }) => one.reason === 'limited-credit-experience').added,
    ).toBeGreaterThan(0)
    expect(JSON.parse(one.out)).toMatchObject({
      application: 'synthetic-1-0',
      was: expect.any(String),
      would: expect.any(String),
    })
  })

  it('says what is wrong with a draft, an application and a log', async () => {
    const draft = join(folder, 'wrong.json')
    const document = homeLoans(2026)
    writeFileSync(
      draft,
      JSON.stringify({ ...document, rules: [...document.rules, document.rules[0]] }),
    )
    const [overlapping, nobody, nowhere, nothing] = await Promise.all([
      lending('backtest', draft, '--log', log()),
      lending('why', 'nobody', '--log', log()),
      lending('replay', 'x', '--log', join(folder, 'none.sqlite')),
      lending('replay'),
    ])
    const failed = (err: string, code = 1) => ({ code, err: expect.stringContaining(err) })
    expect(overlapping).toMatchObject(failed('WT_INTERVALS_OVERLAP: '))
    expect(nobody).toMatchObject(failed('WT_DECISION_UNKNOWN: '))
    expect(nowhere).toMatchObject(failed('WT_LOG_MISSING: '))
    expect(nothing).toMatchObject(failed('WT_USAGE', 2))
  })
})

describe('somebody who changes one character', () => {
  /** In every event that has the mark; what was changed can be changed back. */
  const change = (mark: string, one: string, other: string) => {
    const db = new DatabaseSync(log())
    try {
      const update = db.prepare(
        'update wt_events set data = replace(data, ?, ?) where instr(data, ?) > 0',
      )
      return update.run(one, other, mark).changes
    } finally {
      db.close()
    }
  }
  const mismatches = async () => {
    const store = await openFile(folder)
    const differing: string[] = []
    for await (const { matches, differences } of replayAll(store))
      if (!matches) differing.push(...differences)
    await store.close()
    return differing
  }

  it.each([
    [
      'of the policies',
      '"approver"',
      'is at most 43 %',
      'is at most 44 %',
      /altered after it was published/,
    ],
    [
      'of the facts',
      '"applicants"',
      '"creditLines":{"value":1',
      '"creditLines":{"value":2',
      /not those that were frozen/,
    ],
    ['of the decisions', '"findings"', 'creditLines is ', 'creditLines iS ', /findings differs/],
  ])('%s is found by replay', async (_, mark, one, other, found) => {
    expect(change(mark, one, other)).toBeGreaterThan(0)
    expect((await mismatches()).join()).toMatch(found)
    change(mark, other, one)
  })

  it('is told by the command, and by its exit code', async () => {
    change('"approver"', 'is at most 43 %', 'is at most 44 %')
    const { code, out } = await lending('replay', '--all', '--log', log(), '--json')
    expect(code).toBe(1)
    expect(JSON.parse(out).mismatches[0].differences.join()).toMatch(/altered/)
  })
})
