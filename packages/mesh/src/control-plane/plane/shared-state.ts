import type { Clock, Timer } from '@watertight/ports'
import type { MeshFile } from '../../config/read/source.ts'
import type { Endpoint } from '../../model/cluster.ts'
import { type Position, type Push, pushText } from '../wire/push.ts'
import { Versioned } from './versioned.ts'

/** Changes that come together are one push; this long is waited for more of them. */
const coalesceMs = 50

/** What is pushed: rules and endpoints under one version, which rises. */
export class SharedState {
  readonly run: string
  version = 0
  readonly rules = new Versioned<string>((a, b) => a === b)
  readonly endpoints = new Versioned<readonly Endpoint[]>(
    (a, b) => JSON.stringify(a) === JSON.stringify(b),
  )
  readonly #clock: Pick<Clock, 'after'>
  readonly #changed: () => void
  readonly #texts = new Map<number | undefined, string>()
  #timer: Timer | undefined

  constructor(run: string, clock: Pick<Clock, 'after'>, changed: () => void) {
    this.run = run
    this.#clock = clock
    this.#changed = changed
  }

  setRules(files: readonly MeshFile[]): void {
    const next = this.version + 1
    const gone = new Set(this.rules.names())
    let isChanged = false
    for (const { name, text } of files) {
      gone.delete(name)
      isChanged = this.rules.set(name, text, next) || isChanged
    }
    for (const name of gone) isChanged = this.rules.set(name, undefined, next) || isChanged
    if (isChanged) this.#soon()
  }

  /** None: the host is taken for unknown. */
  setEndpoints(key: string, endpoints: readonly Endpoint[]): void {
    const value = endpoints.length === 0 ? undefined : endpoints
    if (this.endpoints.set(key, value, this.version + 1)) this.#soon()
  }

  /** The text of a push for somebody who is at this position, or who has nothing yet. */
  pushFor(at: Position | undefined): string {
    const from = this.#baseOf(at)
    const known = this.#texts.get(from)
    if (known !== undefined) return known
    const { run, version, rules, endpoints } = this
    const push: Push =
      from === undefined
        ? { run, version, from, rules: rules.all(), endpoints: endpoints.all() }
        : { run, version, from, rules: rules.since(from), endpoints: endpoints.since(from) }
    const text = pushText(push)
    // most are at the same version: for each of the rest one more text would be kept
    if (this.#texts.size < mostTexts) this.#texts.set(from, text)
    return text
  }

  /** What has changed is a version of its own, now. */
  publish(): void {
    this.stop()
    this.version++
    this.#texts.clear()
    this.#changed()
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = undefined
  }

  /** What has changed but is under the next version is for the next push. */
  #soon(): void {
    this.#timer ??= this.#clock.after(coalesceMs, () => this.publish())
  }

  #baseOf(at: Position | undefined): number | undefined {
    if (at === undefined || at.run !== this.run || at.version > this.version) return undefined
    const { version } = at
    return this.rules.remembers(version) && this.endpoints.remembers(version) ? version : undefined
  }
}

const mostTexts = 4
