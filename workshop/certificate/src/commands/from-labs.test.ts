import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { CommandContext, Output } from '@watertight/cli'
import { labs, openProgress } from '@watertight/labs'
import { seededRandom, uuidv7 } from '@watertight/ports'
import { systemClock } from '@watertight/ports/node'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import manifest from './watertight.ts'

let folder: string
let ports: ReturnType<typeof portsOf>
let printed: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watertight-from-labs-'))
  ports = portsOf()
})
afterEach(() => rmSync(folder, { recursive: true }))

function portsOf() {
  const random = seededRandom(11)
  const database = new DatabaseSync(':memory:')
  return {
    ...{ clock: systemClock, random, ids: uuidv7(systemClock, random) },
    storage: { open: () => database },
  }
}

const at = (...path: string[]) => join(folder, ...path)
const out: Output = {
  ...{ isTerminal: false, columns: 80, style: (_, text) => text },
  write: (text) => void printed.push(text),
  line: (text) => void printed.push(text),
}

async function run(name: string, ...args: string[]) {
  printed = []
  const command = manifest.commands.find((it) => it.name === name)
  const signal = AbortSignal.any([])
  const context = { args, json: false, out, ports, data: at('data'), signal }
  const code = await command?.run(context as unknown as CommandContext)
  return { code, text: printed.join('\n') }
}

const issue = () =>
  run('issue', '--name', 'Ada Lovelace', '--folder', at('my-labs'), '--out', at('out'))

const digest = `sha256:${'a'.repeat(64)}`
/** What `learn check` enters when a lab has passed. */
async function pass(...but: string[]) {
  const progress = openProgress(at('my-labs'), ports)
  for (const [lab, load] of Object.entries(labs)) {
    if (but.includes(lab)) continue
    const { version } = await load()
    progress.add({
      ...{ did: 'checked', lab, version, attempt: 1, verdict: 'pass', isWhole: true },
      ...{ content: digest, seeds: digest, transcript: digest },
    })
  }
  return progress
}

describe('a certificate from a progress', () => {
  it('is issued when every lab has passed, says each of them, and verifies', async () => {
    await pass()
    expect((await issue()).code).toBe(0)
    const { code, text } = await run('verify', at('out/microservices.svg'))
    expect(code).toBe(0)
    expect(text).toContain('self-checked')
    for (const load of Object.values(labs)) {
      const { name, version } = await load()
      expect(text).toContain(`${name}, version ${version}: Completed`)
    }
  })

  it('is refused while a lab is missing, which it names', async () => {
    await pass('deadline')
    await expect(issue()).rejects.toThrow('WT_LABS_MISSING: deadline is not passed')
  })

  it('is refused where a solution was read first', async () => {
    const progress = await pass('deadline')
    progress.add({ did: 'gave up', lab: 'deadline' })
    await expect(issue()).rejects.toThrow('deadline is not passed')
    await pass()
    await expect(issue()).rejects.toThrow('deadline was passed after its solution was opened')
  })

  it('is refused where the progress was edited', async () => {
    await pass()
    const path = at('my-labs/progress.log')
    writeFileSync(path, readFileSync(path, 'utf8').replace('"attempt":1', '"attempt":2'))
    await expect(issue()).rejects.toThrow('WT_PROGRESS_CHANGED: line 1 of')
  })

  it('is refused where it was edited itself', async () => {
    await pass()
    await issue()
    const path = at('out/microservices.json')
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.replaceAll('Ada Lovelace', 'Bea'))
    const found = await run('verify', path)
    expect(found.code).toBe(1)
    expect(found.text).toContain('It was changed after it was signed.')
    writeFileSync(path, text.replaceAll('self-checked', 're-graded'))
    expect((await run('verify', path)).code).toBe(1)
  })
})

describe('what was handed in', () => {
  it('has to be there, every lab', async () => {
    mkdirSync(at('handed-in/deadline'), { recursive: true })
    writeFileSync(at('handed-in/deadline/decisions.ts'), '')
    const labsMissing = /not handed in: /
    if (Object.keys(labs).length > 1)
      await expect(run('regrade', at('handed-in'), '--name', 'Ada')).rejects.toThrow(labsMissing)
    await expect(run('regrade', at('nowhere'), '--name', 'Ada')).rejects.toThrow(labsMissing)
    await expect(run('regrade', at('nowhere'))).rejects.toThrow('--name')
  })

  it('is not played where the certificate could not be written in the end', async () => {
    for (const load of Object.values(labs)) {
      const { slug, file } = await load()
      mkdirSync(at(`handed-in/${slug}`), { recursive: true })
      writeFileSync(at(`handed-in/${slug}/${file}`), '')
    }
    mkdirSync(at('out'), { recursive: true })
    writeFileSync(at('out/microservices.png'), 'mine')
    const regrade = (...more: string[]) =>
      run('regrade', at('handed-in'), '--name', 'Ada', '--out', at('out'), ...more)
    await expect(regrade()).rejects.toThrow('WT_FILE_EXISTS')
    await expect(regrade('--valid-until', '2001-01-01')).rejects.toThrow('is over')
    expect(readFileSync(at('out/microservices.png'), 'utf8')).toBe('mine')
  })
})
