import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  aggregate,
  anticorruption,
  boundedContext,
  type ContextMap,
  command,
  contextMap,
  event,
  publish,
  publishedLanguage,
  type Schema,
  send,
  sharedKernel,
  translation,
} from '@watertight/domain'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Registered } from './context.ts'
import manifest from './watertight.ts'

/** A post office that tells a museum about its letters; its commands and events have these fields more. */
function post({ asked = {}, told = {} }: { asked?: object; told?: object } = {}): ContextMap {
  const Stamp = command('StampLetter', { to: z.string(), ...asked })
  const Stamped = event('LetterStamped', { to: z.string() })
  const Letter = aggregate('Letter', {
    commands: [Stamp],
    events: [Stamped],
    initial: () => ({ is: 'Any' }) as const,
  })
    .decide({ Any: { StampLetter: ({ to }) => Stamped({ to }) } })
    .evolve({ LetterStamped: (state) => state })
  const StampedV1 = event('post.LetterStamped.v1', { to: z.string(), ...told })
  const Language = publishedLanguage('office', [StampedV1])
  const Office = boundedContext('office', {
    purpose: 'Stamps letters.',
    owns: [Letter],
    accepts: [Stamp],
    speaks: Language,
    publishes: [publish(StampedV1, Stamped, ({ to }) => ({ to }) as never)],
  })
  const Show = command('ShowLetter', {})
  const Shown = event('LetterShown', {})
  const Exhibit = aggregate('Exhibit', {
    commands: [Show],
    events: [Shown],
    initial: () => ({ is: 'Any' }) as const,
  })
    .decide({ Any: { ShowLetter: () => Shown({}) } })
    .evolve({ LetterShown: (state) => state })
  const fromOffice = translation(
    { from: Language, sends: [Show] },
    { 'post.LetterStamped.v1': (_, { id }) => send(id, Show({})) },
  )
  const Museum = boundedContext('museum', {
    purpose: 'Shows letters.',
    owns: [Exhibit],
    hears: [fromOffice],
  })
  return contextMap(
    'Post',
    [Office, Museum],
    [anticorruption({ upstream: Office, downstream: Museum })],
  )
}

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wt-context-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Runs `watertight context …` where these contexts are registered. */
async function run(words: string, contexts: () => ContextMap = post, json = false) {
  const registered: Registered[] = [
    { folder: '/nowhere', manifest: { name: 'log' } },
    { folder, manifest: { name: 'post', contexts: async () => contexts() } },
  ]
  const [name, ...args] = words.split(' ')
  const lines: string[] = []
  const found = manifest.commands.find((one) => one.name === name)
  const out = { line: (text: string) => void lines.push(text) }
  const exitCode = await found?.run({ args, json, out, registered })
  return { exitCode, text: lines.join('\n').replaceAll(folder, '.') }
}
const page = () => readFileSync(join(folder, 'CONTEXTS.md'), 'utf8')
const lock = () => readFileSync(join(folder, 'contracts.lock.json'), 'utf8')
const lockAll = async () => {
  await run('lock --write')
  await run('glossary --write')
}

describe('check', () => {
  it('finds nothing where the contracts are locked and the page is fresh', async () => {
    await lockAll()
    expect(await run('check')).toEqual({ exitCode: 0, text: 'post: no findings' })
    expect(await run('check post')).toMatchObject({ exitCode: 0 })
  })

  it('finds a lock and a page that are missing', async () => {
    const { exitCode, text } = await run('check')
    expect(exitCode).toBe(1)
    expect(text).toContain('post: ./contracts.lock.json is missing')
    expect(text).toContain('post: ./CONTEXTS.md is out of date. Write it: npx watertight')
  })

  it('finds a promise that is broken, in either direction', async () => {
    await lockAll()
    const wanting = await run('check', () => post({ asked: { stamps: z.int() } }))
    expect(wanting.exitCode).toBe(1)
    expect(wanting.text).toContain(
      'post: breaking: office Letter.StampLetter: stamps is new, and required, what could be sent before may be refused',
    )
    const told = await run('check', () => post({ told: { to: z.string().nullable() } }))
    expect(told.text).toContain(
      'post: breaking: office post.LetterStamped.v1: to: type is string | null, was string, whoever reads it may meet what it does not know',
    )
  })

  it('finds a change that breaks nobody and is not locked yet: the next one would be compared with the wrong promise', async () => {
    await lockAll()
    const more = () => post({ told: { by: z.string().optional() } })
    const { exitCode, text } = await run('check', more)
    expect([exitCode, text]).toEqual([1, expect.stringContaining('not breaking: office post.')])
    await run('lock --write', more)
    await run('glossary --write', more)
    expect(await run('check', more)).toMatchObject({ exitCode: 0 })
  })

  it('finds a map that does not build, and a lock that cannot be read', async () => {
    const broken = await run('check', () => contextMap('Post', post().contexts, []))
    expect(broken.exitCode).toBe(1)
    expect(broken.text).toContain('post: WT_CONTEXT_MAP_INVALID: museum hears office')
    for (const text of ['<<<<<<<', '{"version":2}']) {
      writeFileSync(join(folder, 'contracts.lock.json'), text)
      const unread = await run('check')
      expect(unread.exitCode).toBe(1)
      expect(unread.text).toContain('WT_CONTRACTS_UNREADABLE: ./contracts.lock.json: ')
    }
  })

  it('notes what it cannot see, and does not fail for it', async () => {
    const own: Schema<string, string> = {
      '~standard': { version: 1, vendor: 'own', validate: (value) => ({ value: String(value) }) },
    }
    const contexts = () => post({ asked: { seal: own } })
    await run('lock --write', contexts)
    await run('glossary --write', contexts)
    const { exitCode, text } = await run('check', contexts)
    expect(exitCode).toBe(0)
    expect(text).toContain('post: note: no JSON Schema for office Letter.StampLetter.seal')
  })

  it('answers as data', async () => {
    await lockAll()
    const { text } = await run('check', () => post({ asked: { stamps: z.int() } }), true)
    const [{ name, findings, notes }] = JSON.parse(text)
    expect([name, findings.length, notes]).toEqual(['post', 3, []])
  })
})

describe('lock', () => {
  it('writes what is promised, the same bytes each time', async () => {
    expect((await run('lock')).text).toContain('not breaking: office Letter.StampLetter: is new')
    expect(existsSync(join(folder, 'contracts.lock.json'))).toBe(false)
    expect(await run('lock --write')).toMatchObject({ exitCode: 0 })
    const first = lock()
    await run('lock --write')
    expect(lock()).toBe(first)
    expect(await run('lock')).toEqual({
      exitCode: 0,
      text: './contracts.lock.json: nothing has changed',
    })
  })

  it('is not written over what breaks, unless that is accepted', async () => {
    await run('lock --write')
    const before = lock()
    const wanting = () => post({ asked: { stamps: z.int() } })
    const refused = await run('lock --write', wanting)
    expect(refused.exitCode).toBe(1)
    expect(refused.text).toContain('./contracts.lock.json is as it was')
    expect(lock()).toBe(before)
    expect(JSON.parse((await run('lock', wanting, true)).text)[0]).toMatchObject({
      isBreaking: true,
      isWritten: false,
    })
    expect(await run('lock --accept-breaking', wanting)).toMatchObject({ exitCode: 0 })
    expect(lock()).toContain('"stamps"')
  })
})

describe('map and glossary', () => {
  it('are printed, and written into one page', async () => {
    const map = await run('map')
    expect(map.text).toContain('c1 -->|anticorruption| c2')
    const glossary = await run('glossary')
    expect(glossary.text).toContain('| StampLetter | to |')
    expect(await run('map --write')).toEqual({ exitCode: 0, text: 'wrote ./CONTEXTS.md' })
    const written = page()
    expect(written).toContain(map.text)
    expect(written).toContain(glossary.text)
    await run('glossary --write')
    expect(page()).toBe(written)
  })

  it('answer as data', async () => {
    const [{ name, contexts, relations, mermaid, glossary }] = JSON.parse(
      (await run('map', post, true)).text,
    )
    expect([name, contexts]).toEqual(['post', ['office', 'museum']])
    expect(relations).toEqual([
      { kind: 'anticorruption', upstream: 'office', downstream: 'museum', offers: [] },
    ])
    const Stamp = command('StampLetter', {})
    const Stamped = event('LetterStamped', {})
    const Letter = aggregate('Letter', {
      commands: [Stamp],
      events: [Stamped],
      initial: () => ({ is: 'Any' }) as const,
    })
      .decide({ Any: { StampLetter: () => Stamped({}) } })
      .evolve({ LetterStamped: (state) => state })
    const one = boundedContext('office', { purpose: 'Stamps.', owns: [Letter] })
    const other = boundedContext('museum', { purpose: 'Stamps too.', owns: [Letter] })
    const kernel = () =>
      contextMap('Post', [one, other], [sharedKernel(one, other, [Stamp, Stamped])])
    const [shared] = JSON.parse((await run('map', kernel, true)).text)
    expect(shared.relations).toEqual([
      {
        kind: 'shared kernel',
        between: ['office', 'museum'],
        words: ['StampLetter', 'LetterStamped'],
      },
    ])
    expect([mermaid.split('\n')[0], glossary.split('\n')[0]]).toEqual(['flowchart LR', '## museum'])
  })
})

describe('openapi and asyncapi', () => {
  it('print the document of a context', async () => {
    const { paths } = JSON.parse((await run('openapi office')).text)
    expect(Object.keys(paths)[0]).toBe('/letter/{id}/stamp-letter')
    const { operations } = JSON.parse((await run('asyncapi museum')).text)
    expect(Object.keys(operations)).toEqual(['hear.office'])
  })

  it('need no name where there is one context', async () => {
    const Alone = boundedContext('alone', { purpose: 'Is alone.', owns: [] })
    const { text } = await run('openapi', () => contextMap('Alone', [Alone], []))
    expect(JSON.parse(text).info.title).toBe('alone')
  })
})

describe('a command line that cannot be right', () => {
  it.each(['openapi', 'openapi bank', 'check bank', 'check post more', 'lock --force'])(
    '%s',
    async (words) => {
      await expect(run(words)).rejects.toMatchObject({
        code: expect.stringMatching(/^(WT_USAGE|ERR_PARSE_ARGS)/),
      })
    },
  )
})
