import assert from 'node:assert/strict'
import { seededRandom, uuidv7 } from '@watertight/ports'
import { CaseClock } from '../../testing/clock.ts'
import type { Context } from '../context.ts'
import log from '../watertight.ts'

export interface Ran {
  readonly exitCode: number
  readonly lines: readonly string[]
}

/** Runs `watertight log …` in this process; answers with the exit code, and what it printed. */
export async function runLog(
  [name, ...args]: readonly string[],
  {
    json = false,
    signal = new AbortController().signal,
  }: Partial<Pick<Context, 'json' | 'signal'>> = {},
): Promise<Ran> {
  const command = log.commands.find((one) => one.name === name) ?? assert.fail(`no ${name}`)
  const lines: string[] = []
  const clock = new CaseClock()
  const random = seededRandom(1)
  const context: Context = {
    args,
    json,
    signal,
    ports: { clock, random, ids: uuidv7(clock, random) },
    out: {
      isTerminal: false,
      columns: 80,
      write: (text) => void lines.push(...text.split('\n').filter(Boolean)),
      line: (text) => void lines.push(...text.split('\n')),
    },
  }
  return { exitCode: await command.run(context), lines }
}
