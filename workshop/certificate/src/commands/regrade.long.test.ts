import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CommandContext, Output } from '@watertight/cli'
import { labs } from '@watertight/labs'
import { nodePorts } from '@watertight/ports/node'
import { afterAll, expect, it } from 'vitest'
import manifest from './watertight.ts'

const folder = mkdtempSync(join(tmpdir(), 'watertight-regrade-'))
const data = join(folder, 'data')
const ports = nodePorts({ service: 'test', folder: data, directory: new Map(), log: () => {} })
afterAll(async () => {
  await ports.stop()
  rmSync(folder, { recursive: true })
})

const printed: string[] = []
const print = (text: string) => void printed.push(text)
const out: Output = {
  ...{ isTerminal: false, columns: 80, write: print, line: print, style: (_, text) => text },
}
const run = (name: string, ...args: string[]) => {
  printed.length = 0
  const context = { args, json: false, out, ports, data, signal: AbortSignal.any([]) }
  return manifest.commands.find((it) => it.name === name)?.run(context as unknown as CommandContext)
}

/** What ships with a lab, as a learner would hand it in. */
async function handIn(kind: 'starter' | 'solution', only?: string) {
  for (const [slug, load] of Object.entries(labs)) {
    if (only !== undefined && slug !== only) continue
    const { file } = await load()
    mkdirSync(join(folder, 'ada', slug), { recursive: true })
    const shipped = join(import.meta.dirname, '../../../labs/src', slug, 'files', kind, file)
    copyFileSync(shipped, join(folder, 'ada', slug, file))
  }
}

const regrade = () =>
  run('regrade', join(folder, 'ada'), '--name', 'Ada Lovelace', '--out', join(folder, 'out'))

it('solutions of every lab, handed in, are played again and earn a certificate that says so', async () => {
  await handIn('solution')
  expect(await regrade(), printed.join('\n')).toBe(0)
  const path = join(folder, 'out/microservices.json')
  expect(readFileSync(path, 'utf8')).toContain('Microservices design patterns (re-graded)')
  const { issuer } = JSON.parse(readFileSync(path, 'utf8'))
  expect(await run('verify', path, '--issuer', issuer.id), printed.join('\n')).toBe(0)
}, 600_000)

it('with one lab that does not hold there is none, and the reason is said', async () => {
  rmSync(join(folder, 'out'), { recursive: true })
  await handIn('starter', 'deadline')
  expect(await regrade()).toBe(1)
  expect(printed.join('\n')).toContain('FAIL  LATE: Your service did not answer')
  expect(existsSync(join(folder, 'out'))).toBe(false)
}, 600_000)
