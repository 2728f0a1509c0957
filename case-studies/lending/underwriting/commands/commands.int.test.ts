import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { CommandContext } from '@watertight/cli'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run as backtest } from '../../backtest-command.ts'
import { DecisionCalledOff, FactsFrozen } from '../decision/language.ts'
import { homeLoans } from '../policies/home-loans.ts'
import { contentHash } from '../policy/content-hash.ts'
import { replayAll } from '../replay/replay-all.ts'
import { syntheticApplication } from '../synthetic/application.ts'
import { decideApplications, publishPolicies } from '../synthetic/decide-synthetic.ts'
import { factsOf } from '../test-kit/applications.ts'
import { openFile, systemPorts } from '../test-kit/open.ts'
import { policy } from './policy.ts'
import { replay } from './replay.ts'
import { why } from './why.ts'

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

  it('what it cannot do it says on standard error, and by its exit code', async () => {
    const [nobody, nothing] = await Promise.all([
      lending('why', 'nobody', '--log', log()),
      lending('replay'),
    ])
    const unknown = expect.stringContaining('WT_DECISION_UNKNOWN: ')
    expect(nobody).toMatchObject({ code: 1, out: '', err: unknown })
    expect(nothing).toMatchObject({ code: 2, out: '', err: expect.stringContaining('WT_USAGE: ') })
  })
})

const frozen = (applicationCompletedOn: string) => {
  const facts = factsOf({ applicationCompletedOn })
  return { facts, hash: contentHash(facts), applicants: [{ id: 'a-1', role: 'primary' as const }] }
}

describe('a command says what happened, the facts, and what to do next', () => {
  const files = {
    'overlap.json': () => {
      const document = homeLoans(2026)
      return JSON.stringify({ ...document, rules: [...document.rules, document.rules[0]] })
    },
    'uncited.json': () => {
      const document = homeLoans(2026)
      const rules = document.rules.map((rule) => ({ ...rule, citation: ' ' }))
      return JSON.stringify({ ...document, rules })
    },
    'misspelt.json': () => JSON.stringify({ ...homeLoans(2026), rulez: [] }),
    'no.json': () => '{',
    'no.sqlite': () => 'no database at all',
    'empty.sqlite': () => '',
  }
  beforeAll(async () => {
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(folder, name), content())
    for (const [name, statement] of [
      ['books', 'create table books(title)'],
      ['cut', 'create table wt_events(position)'],
    ] as const) {
      const db = new DatabaseSync(join(folder, `${name}.sqlite`))
      db.exec(statement)
      db.close()
    }
    const store = await openFile(folder, 'begun')
    await publishPolicies(store)
    await store.append(
      'credit-decision-early',
      FactsFrozen({ application: 'early', ...frozen('2013-05-01') }),
    )
    await store.append('credit-decision-gone', [
      FactsFrozen({ application: 'gone', ...frozen('2013-05-01') }),
      DecisionCalledOff({ application: 'gone', because: 'the house was sold to others' }),
    ])
    await store.close()
  })

  /** One command in this process: what it says, or how it fails. */
  const said = async (run: (context: CommandContext) => Promise<number>, ...args: string[]) => {
    const lines: string[] = []
    const ports = systemPorts()
    const context = { args, json: false, data: folder, out: { line: (l: string) => lines.push(l) } }
    try {
      await run({ ...context, ports } as unknown as CommandContext)
      return lines.join('\n')
    } catch (error) {
      return (error as Error).message
    } finally {
      await ports.stop()
    }
  }
  const at = (name: string) => join(folder, name)
  const here = () => ['--log', log()]
  const begun = () => ['--log', at('begun.sqlite')]

  it.each<[string, Parameters<typeof said>[0], () => string[], string, RegExp]>([
    ['nothing', why, () => [], 'WT_USAGE', /expected one application, got none\. For example: /],
    ['two', replay, () => ['a', 'b'], 'WT_USAGE', /got 2: a b\. For example: .* replay synthetic/],
    ['all and one', replay, () => ['a', '--all'], 'WT_USAGE', /leave out/],
    [
      'an unknown one',
      why,
      () => ['nobody', ...here()],
      'WT_DECISION_UNKNOWN',
      /decided last: syn/,
    ],
    ['nothing decided', why, () => ['x', ...begun()], 'WT_NOTHING_DECIDED', /begun to decide/],
    ['none of all', replay, () => ['--all', ...begun()], 'WT_NOTHING_DECIDED', /See that it is/],
    [
      'not decided',
      why,
      () => ['early', ...begun()],
      'WT_DECISION_PENDING',
      /in force on 2013-05-01/,
    ],
    ['called off', why, () => ['gone', ...begun()], 'WT_CALLED_OFF', /the house was sold/],
    ['no version', policy, () => ['1999', ...here()], 'WT_POLICY_UNKNOWN', /Name one .*2014, 2015/],
    ['no draft', backtest, () => [at('none')], 'WT_DRAFT_UNKNOWN', /Make one: watertight lending/],
    ['no JSON', backtest, () => [at('no.json')], 'WT_DRAFT_UNREADABLE', /no JSON: .*Correct it/],
    ['misspelt', backtest, () => [at('misspelt.json')], 'WT_DRAFT_UNREADABLE', /rulez.*Correct it/],
    [
      'overlap',
      backtest,
      () => [at('overlap.json')],
      'WT_INTERVALS_OVERLAP',
      /rule debt-to-income/,
    ],
    ['uncited', backtest, () => [at('uncited.json')], 'WT_RULE_WITHOUT_CITATION', /Correct that/],
    ['no file', why, () => ['x', '--log', at('no')], 'WT_LOG_MISSING', /Name a file such as/],
    ['nowhere', why, () => ['x'], 'WT_LOG_MISSING', /has no log in .*Run `npm start` first/],
    ['no log', why, () => ['x', '--log', at('books.sqlite')], 'WT_LOG_MISSING', /holds no log/],
    ['empty', why, () => ['x', '--log', at('empty.sqlite')], 'WT_LOG_MISSING', /holds no log/],
    ['no database', why, () => ['x', '--log', at('no.sqlite')], 'WT_LOG_CORRUPT', /last backup/],
  ])('%s', async (_, run, args, code, sentence) => {
    const before = readdirSync(folder).map((name) => [name, readFileSync(at(name), 'utf8').length])
    const answer = await said(run, ...args())
    expect(answer).toMatch(new RegExp(`^${code}: `))
    expect(answer).toMatch(sentence)
    // and nothing is written anywhere
    const after = readdirSync(folder).map((name) => [name, readFileSync(at(name), 'utf8').length])
    expect(after).toEqual(before)
  })

  it('why tells what failed first, each rule with what it rests on, and the words of the notice last', async () => {
    const told = await said(why, 'synthetic-1-0', ...here())
    const places = ['Failed', 'Held', 'Not evaluated', 'fact  ', 'We cannot lend'].map((text) =>
      told.indexOf(`\n${text}`),
    )
    expect(places.every((place) => place > 0)).toBe(true)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(told).toMatch(
      /12 CFR 1026\.43\(c\)\(2\), as of applicationCompletedOn \d{4}-\d\d-\d\d; reason/,
    )
    expect(told).toMatch(/Teaching software, not legal advice\.$/)
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
