import { applyPatch, type Json, type Patch } from '@watertight/service/json-patch'

/** What is known of a stream as a whole. */
export interface Overview {
  readonly stream: string
  /** Of its end. */
  readonly revision: number
  /** Of the log. */
  readonly head: number
  readonly hasState: boolean
  /** Revision, position and time (ms since 1970) of some of its events, the first and the last included. */
  readonly outline: readonly (readonly [revision: number, position: number, at: number])[]
  /** The revision at the moment that was asked for; the end where none was. */
  readonly asOf: number
}

export interface Step {
  readonly revision: number
  readonly position: number
  readonly at: number
  readonly type: string
  readonly change: Patch | null
}
export interface Steps {
  readonly base: Json
  readonly steps: readonly Step[]
  readonly folded: number | null
  readonly failure?: string
}

/** One revision: its event, and the state before and after it. Revision 0 is the beginning, and has no event. */
export interface Moment {
  readonly step: Step | undefined
  /** Null where the state is not known. */
  readonly before: Json
  readonly after: Json
  readonly change: Patch | null
}

export const pathDefaults = Object.freeze({
  /** Steps that come together. */
  chunk: 256,
  /** One state in so many is kept; a jump works out the ones between. */
  keyframe: 16,
  /** Chunks kept, those looked at last: of a stream of up to 65,536 events all of them. */
  chunks: 256,
  /** A stream that the service has not folded yet is asked for again after so long. */
  againMs: 150,
  /** What could not be fetched is tried again after so long. */
  retryMs: 2_000,
})

type PathLimits = { readonly [K in keyof typeof pathDefaults]: number }

interface Chunk extends Steps {
  /** The states before every `keyframe`th step, worked out when the steps come. */
  readonly keyframes: readonly Json[]
}

/** A stream's states at every revision, from what the service sends: the state before each chunk, and what each event changed. What is here is answered at once, the rest is fetched. */
export class StreamPath {
  readonly #read: (after: number, limit: number) => Promise<Steps>
  readonly #changed: () => void
  readonly #limits: PathLimits
  readonly #chunks = new Map<number, Chunk>()
  readonly #fetching = new Set<number>()
  readonly #resting = new Set<number>()
  readonly #end: number
  #looked: { readonly revision: number; readonly moment: Moment } | undefined
  #stopped = false
  /** How far the service has folded, while it is not far enough. */
  folding: number | undefined
  /** Why a chunk is not there. */
  trouble: string | undefined
  failure: string | undefined
  /** Patches applied: what the states cost. */
  applied = 0

  constructor(
    end: number,
    read: (after: number, limit: number) => Promise<Steps>,
    changed: () => void,
    limits: PathLimits = pathDefaults,
  ) {
    this.#end = end
    this.#read = read
    this.#changed = changed
    this.#limits = limits
  }

  get loaded(): number {
    return [...this.#chunks.values()].reduce((sum, { steps }) => sum + steps.length, 0)
  }

  /** What is known of this revision now, the same object as long as it is asked for; undefined while it is being fetched. */
  at(revision: number): Moment | undefined {
    if (this.#looked?.revision === revision) return this.#looked.moment
    const { chunk } = this.#limits
    const after = Math.floor(Math.max(0, revision - 1) / chunk) * chunk
    const found = this.#chunks.get(after)
    if (found === undefined) {
      if (!this.#resting.has(after)) void this.#fetch(after)
      return undefined
    }
    this.#chunks.delete(after)
    this.#chunks.set(after, found)
    const moment = this.#moment(found, revision - after - 1)
    if (moment !== undefined) this.#looked = { revision, moment }
    return moment
  }

  /** The event of a revision that is here. */
  stepAt(revision: number): Step | undefined {
    const { chunk } = this.#limits
    const after = Math.floor((revision - 1) / chunk) * chunk
    return this.#chunks.get(after)?.steps[revision - after - 1]
  }

  /** The last revision at or before a moment, where all of the stream is here; undefined where it is not. */
  revisionAt({
    position,
    at,
  }: {
    readonly position?: number
    readonly at?: number
  }): number | undefined {
    if (this.loaded < this.#end) return undefined
    let low = 0
    for (let high = this.#end; low < high; ) {
      const middle = (low + high + 1) >> 1
      const step = this.stepAt(middle) as Step
      const isBy = position === undefined ? step.at <= (at ?? 0) : step.position <= position
      if (isBy) low = middle
      else high = middle - 1
    }
    return low
  }

  /** Fetches what is not here yet, the nearest first, as far as it is kept. */
  async fillAround(revision: number): Promise<void> {
    const { chunk, chunks } = this.#limits
    const all = Array.from({ length: Math.ceil(this.#end / chunk) }, (_, i) => i * chunk)
    const distance = (after: number) => Math.abs(after + chunk / 2 - revision)
    const near = all.sort((a, b) => distance(a) - distance(b)).slice(0, chunks)
    for (const after of near) {
      if (this.#stopped || this.trouble !== undefined) return
      if (!this.#chunks.has(after)) await this.#fetch(after)
    }
  }

  /** Whoever has left is told nothing more, and nothing more is fetched. */
  stop(): void {
    this.#stopped = true
  }

  #moment({ base, steps, keyframes }: Chunk, i: number): Moment | undefined {
    if (i < 0) return { step: undefined, before: base, after: base, change: [] }
    const step = steps[i]
    if (step === undefined) return undefined
    const { keyframe } = this.#limits
    const nearest = Math.floor(i / keyframe)
    const before = this.#folded(keyframes[nearest] as Json, steps.slice(nearest * keyframe, i))
    return { step, before, after: this.#folded(before, [step]), change: step.change }
  }

  #folded(state: Json, steps: readonly Step[]): Json {
    this.applied += steps.length
    return steps.reduce<Json>((now, { change }) => (change ? applyPatch(now, change) : null), state)
  }

  #keyframesOf({ base, steps }: Steps): readonly Json[] {
    const { keyframe } = this.#limits
    const states = [base]
    for (let at = keyframe; at < steps.length; at += keyframe)
      states.push(this.#folded(states.at(-1) as Json, steps.slice(at - keyframe, at)))
    return states
  }

  async #fetch(after: number): Promise<void> {
    if (this.#fetching.has(after) || this.#stopped) return
    this.#fetching.add(after)
    try {
      while (!this.#stopped) {
        const steps = await this.#read(after, this.#limits.chunk)
        if (steps.folded !== null && steps.folded < after) {
          this.folding = steps.folded
          this.#changed()
          await pause(this.#limits.againMs)
          continue
        }
        this.#keep(after, { ...steps, keyframes: this.#keyframesOf(steps) })
        this.folding = undefined
        this.trouble = undefined
        this.failure ??= steps.failure
        return
      }
    } catch (error) {
      this.trouble = (error as Error).message
      this.#resting.add(after)
      void pause(this.#limits.retryMs).then(() => {
        this.#resting.delete(after)
        if (!this.#stopped) this.#changed()
      })
    } finally {
      this.#fetching.delete(after)
      if (!this.#stopped) this.#changed()
    }
  }

  #keep(after: number, chunk: Chunk): void {
    this.#chunks.set(after, chunk)
    for (const oldest of this.#chunks.keys()) {
      if (this.#chunks.size <= this.#limits.chunks) return
      this.#chunks.delete(oldest)
    }
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
