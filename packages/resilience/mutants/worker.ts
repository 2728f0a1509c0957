import { readFileSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'
import { parentPort } from 'node:worker_threads'
import fc from 'fast-check'
import type { firstDifference } from '../src/proof/breaker-drive.ts'
import type { drawSequence } from '../src/proof/breaker-steps.ts'
import { takeTests } from './test-shim.ts'

/** One mutant to be tried; `file` in the folder of the breaker. Without a source, the breaker as it is. */
export interface Trial {
  readonly number: number
  readonly file: string
  readonly source: string | undefined
}

/** `killedBy`: the test that noticed; undefined: none did. */
export interface Verdict {
  readonly number: number
  readonly killedBy: string | undefined
}

const src = new URL('../src/', import.meta.url).href
const shim = new URL('./test-shim.ts', import.meta.url).href
const sequences = { count: 200, length: 200 }
const tests = [
  'proof/found.test.ts',
  'proof/edges.test.ts',
  'proof/contained.prop.test.ts',
  'circuit-breaker/circuit-breaker.test.ts',
  'circuit-breaker/modes.test.ts',
  'circuit-breaker/timeline.test.ts',
  'circuit-breaker/window.prop.test.ts',
  'circuit-breaker/state.prop.test.ts',
]

// a mutant that is found by luck today is a survivor tomorrow
fc.configureGlobal({ seed: 1 })

let trial: Trial | undefined
const plain = new Map<string, string>()

const stripped = (source: string) => stripTypeScriptTypes(source)

function plainOf(url: string): string {
  const known = plain.get(url)
  if (known !== undefined) return known
  const source = stripped(readFileSync(fileURLToPath(url), 'utf8'))
  plain.set(url, source)
  return source
}

// every trial has modules of its own, told apart by a query; libraries are loaded once
registerHooks({
  resolve(specifier, context, next) {
    const trialOf = context.parentURL?.startsWith(src) ? context.parentURL.split('?')[1] : undefined
    if (trialOf === undefined) return next(specifier, context)
    if (specifier === 'vitest') return { url: shim, shortCircuit: true }
    const found = next(specifier, context)
    return found.url.startsWith(src) ? { ...found, url: `${found.url}?${trialOf}` } : found
  },
  load(url, context, next) {
    const [module, trialOf] = url.split('?') as [string, string | undefined]
    if (trialOf === undefined || !module.startsWith(src)) return next(url, context)
    const isMutant = module === `${src}circuit-breaker/${trial?.file}`
    const source =
      isMutant && trial?.source !== undefined ? stripped(trial.source) : plainOf(module)
    return { format: 'module', source, shortCircuit: true }
  },
})

async function killerOf({ number }: Trial): Promise<string | undefined> {
  const load = (path: string) => import(`${src}${path}?${number}`)
  try {
    const drive: { firstDifference: typeof firstDifference } = await load('proof/breaker-drive.ts')
    const steps: { drawSequence: typeof drawSequence } = await load('proof/breaker-steps.ts')
    for (let seed = 1; seed <= sequences.count; seed++)
      if (drive.firstDifference(steps.drawSequence(seed, sequences.length)) !== undefined)
        return `the model, seed ${seed}`
  } catch {
    return 'the model'
  }
  for (const path of tests) {
    takeTests()
    try {
      await load(path)
    } catch (error) {
      return `${path}: ${error}`
    }
    for (const { name, body } of takeTests()) {
      try {
        await body()
      } catch {
        return name
      }
    }
  }
  return undefined
}

// what a mutant complains of is no news
console.error = () => {}
// what a mutant rejects unheard is its affair
process.on('unhandledRejection', () => {})
parentPort?.on('message', async (next: Trial) => {
  trial = next
  const killedBy = await killerOf(next)
  parentPort?.postMessage({ number: next.number, killedBy } satisfies Verdict)
})
