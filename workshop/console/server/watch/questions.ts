import { type BatchPart, json } from '@watertight/ports'
import { z } from 'zod'
import { breakersAnswer, faultsAnswer, meshAnswer, statusAnswer, trafficAnswer } from './answers.ts'

/** Answered by its status alone. */
export const readiness = '/readyz'

const questions = {
  [readiness]: z.unknown(),
  '/status': statusAnswer,
  '/mesh': meshAnswer,
  '/breakers': breakersAnswer,
  '/-/faults': faultsAnswer,
  '/traffic': trafficAnswer,
}
export type Path = keyof typeof questions
export type Answers = { readonly [P in Path]?: z.infer<(typeof questions)[P]> }

interface Known {
  readonly etag: string | undefined
  readonly value: unknown
}

/** What one service has answered to each question, so that it need not say the same twice. */
export class Questions {
  readonly #known = new Map<Path, Known>()
  /** Those that it has no answer for. */
  readonly #without = new Set<Path>()

  /** The paths to ask now. */
  get paths(): readonly Path[] {
    return (Object.keys(questions) as Path[]).filter((path) => !this.#without.has(path))
  }

  /** For `if-none-match`; undefined where nothing is known. */
  get tags(): string | undefined {
    const tags = [...this.#known.values()].flatMap(({ etag }) => etag ?? [])
    return tags.length > 0 ? tags.join(', ') : undefined
  }

  /** The answers to `paths`, those that are as before included; what came late or makes no sense is absent. */
  read(paths: readonly Path[], parts: readonly BatchPart[]): Answers {
    const values = paths.map((path, i) => [path, this.#valueOf(path, parts[i])])
    return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as Answers
  }

  /** What it did not have may be there after its next release. */
  askAllAgain(): void {
    this.#without.clear()
  }

  #valueOf(path: Path, part: BatchPart | undefined): unknown {
    if (!part) return undefined
    if (part.status === 304) return this.#known.get(path)?.value
    if (part.status === 404 && path !== readiness) this.#without.add(path)
    this.#known.delete(path)
    if (part.status !== 200) return undefined
    const value = valueIn(questions[path], part.body)
    this.#known.set(path, { etag: part.etag, value })
    return value
  }
}

function valueIn(shape: z.ZodType, body: string | undefined): unknown {
  try {
    return shape.safeParse(json(body ?? '')).data
  } catch {
    return undefined // no JSON
  }
}
