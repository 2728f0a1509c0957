import type { Change, Snapshot } from '../../server/views/message.ts'
import type { Told } from '../live/messages.ts'
import { answerKey, momentOf, type Run } from './run.ts'

export const recorderDefaults = Object.freeze({
  /** Changes kept: at four a second, half an hour. */
  changes: 7_200,
  /** Characters of all answers together; those not asked for lately go first. */
  characters: 30_000_000,
})

type RecorderLimits = { readonly [K in keyof typeof recorderDefaults]: number }

/** Keeps what the page is told, so that it can be exported: as much as has room, the newest. */
export class Recorder {
  readonly #limits: RecorderLimits
  readonly #answers = new Map<string, { readonly value: unknown; readonly length: number }>()
  #snapshot: Snapshot | undefined
  #changes: Change[] = []
  #characters = 0

  constructor(limits: RecorderLimits = recorderDefaults) {
    this.#limits = limits
  }

  told(told: Told): void {
    if (told.is === 'link') return
    if (told.is === 'snapshot') {
      // what came before is not known to lead here
      this.#snapshot = told.snapshot
      this.#changes = []
      return
    }
    this.#changes.push(told.change)
    const most = this.#limits.changes
    if (this.#snapshot === undefined || this.#changes.length <= most) return
    const half = this.#changes.splice(0, most >> 1)
    this.#snapshot = momentOf({ snapshot: this.#snapshot, changes: half }, Number.POSITIVE_INFINITY)
  }

  /** Personal data that somebody gave a reason for is nobody else's: it is not kept. */
  answered(asked: string, value: unknown): void {
    if (asked.includes('disclosure=')) return
    const path = answerKey(asked)
    const length = JSON.stringify(value)?.length ?? 0
    this.#forget(path)
    this.#answers.set(path, { value, length })
    this.#characters += length
    for (const oldest of this.#answers.keys()) {
      if (this.#characters <= this.#limits.characters) return
      this.#forget(oldest)
    }
  }

  /** The paths that were asked for, those asked for last behind. */
  get asked(): readonly string[] {
    return [...this.#answers.keys()]
  }

  #forget(path: string): void {
    this.#characters -= this.#answers.get(path)?.length ?? 0
    this.#answers.delete(path)
  }

  /** Undefined before anything was told. */
  run(): Run | undefined {
    if (this.#snapshot === undefined) return undefined
    const answers = [...this.#answers].map(([path, { value }]) => [path, value])
    return {
      ...{ format: 'watertight-run', version: 1, snapshot: this.#snapshot },
      ...{ changes: [...this.#changes], answers: Object.fromEntries(answers) },
    }
  }
}
