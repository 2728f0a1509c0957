import type { FactSet } from '../facts/fact-set.ts'
import type { CompiledPolicy } from '../policy/compile.ts'
import { type Decision, decide } from './decide.ts'

type Engine = (policy: CompiledPolicy, facts: FactSet) => Decision

/** Every engine that ever decided. One that computes anything else, a sentence included, is a new version beside the old ones. */
const engines: { readonly [version: string]: Engine } = { 1: decide }

export const currentEngine = '1'

export const engineOf = (version: string): Engine | undefined =>
  Object.hasOwn(engines, version) ? engines[version] : undefined
