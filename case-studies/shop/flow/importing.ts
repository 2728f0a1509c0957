import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type System, watertight } from './system.ts'

interface Imported {
  readonly code: number
  /** What `--json` prints. */
  readonly report: unknown
  /** What it says beside it. */
  readonly said: string
}

/** `watertight shop import` against a running shop: its process, and what comes of it. */
export function importInto(
  { data }: System,
  file: string,
  ...more: readonly string[]
): { readonly child: ChildProcess; readonly ended: Promise<Imported> } {
  const child = watertight('shop', 'import', file, ...more, '--json', '--data', data)
  let out = ''
  let said = ''
  child.stdout?.on('data', (chunk) => {
    out += chunk
  })
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  const ended = once(child, 'close').then(([code]) => ({
    ...{ code, report: out === '' ? undefined : JSON.parse(out), said },
  }))
  return { child, ended }
}

/** Writes the rows of one day (`2010-12-01`) of a packed file of the "Online Retail" format to a file of their own. */
export function writeDay(month: string, day: string, to: string): void {
  const [header, ...rows] = gunzipSync(readFileSync(month)).toString('utf8').split('\n')
  const ofDay = rows.filter((row) => row.includes(`,${day} `))
  writeFileSync(to, [header, ...ofDay, ''].join('\n'))
}
