import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { type GuideStep, guideSteps, isPrinted } from './guide-steps.ts'

/** Runs every guide as a reader would: its program first, then, while that runs, its commands. Each must print what the page shows. */
const root = join(import.meta.dirname, '..')
const limitMs = 60_000

let run = 0
for (const page of globSync('docs/guide/*.md', { cwd: root }).sort()) {
  const steps = guideSteps(page, readFileSync(join(root, page), 'utf8'))
  await runGuide(page, steps)
  run += steps.length
  console.log(`${page}: ${steps.length} steps printed what the page shows`)
}
if (run === 0) throw new Error('no guide has a block fenced as ```ts run')

async function runGuide(page: string, steps: readonly GuideStep[]): Promise<void> {
  const folder = join(root, '.watertight/guide', basename(page, '.md'))
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const program = steps.filter(({ kind }) => kind === 'ts')
  writeFileSync(join(folder, 'guide.ts'), program.map(({ code }) => code).join('\n'))
  const child = spawn(process.execPath, ['--conditions=watertight-src', 'guide.ts'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const timer = setTimeout(() => child.kill(), limitMs)
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    for (const step of program) await printed(page, step, lines)
    for (const step of steps.filter(({ kind }) => kind === 'sh')) command(page, step)
  } finally {
    clearTimeout(timer)
    child.kill()
    await ended
  }
}

/** Reads as many lines of the program as the page shows. */
async function printed(page: string, step: GuideStep, lines: AsyncIterator<string>): Promise<void> {
  if (step.output === undefined) return
  const got: string[] = []
  while (got.length < step.output.split('\n').length) {
    const { value, done } = await lines.next()
    if (done) break
    got.push(value)
  }
  compare(page, step, got.join('\n'))
}

function command(page: string, step: GuideStep): void {
  const { stdout, stderr, status } = spawnSync('bash', ['-euo', 'pipefail', '-c', step.code], {
    encoding: 'utf8',
    timeout: limitMs,
  })
  if (status !== 0) throw new Error(`${page}:${step.line} ended with ${status}: ${stdout}${stderr}`)
  compare(page, step, stdout)
}

function compare(page: string, { line, output }: GuideStep, got: string): void {
  if (output === undefined || isPrinted(output, got)) return
  throw new Error(`${page}:${line} shows\n${output}\nand prints\n${got}`)
}
