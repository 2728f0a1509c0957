import type { Clock } from '@watertight/ports'
import type { Rig } from '../lab.ts'

const lookMs = 50
/** A process that has not started by then does not start. */
const startMs = 10_000

/** The lives of a learner's service: it is killed, and some time later started again on what it left. */
export class Lives {
  readonly deaths: number[] = []
  readonly restarts: number[] = []
  /** Whether its process is there. */
  isUp = true
  /** The moment that all times count from. */
  began = 0
  readonly #rig: Rig
  readonly #name: string
  readonly #over: AbortSignal
  #isStarted = true

  constructor(rig: Rig, name: string, over: AbortSignal) {
    this.#rig = rig
    this.#name = name
    this.#over = over
  }

  /** Dies now, unless it is dead. */
  die(downMs: number, clock: Clock): void {
    if (!this.isUp || this.#over.aborted) return
    this.isUp = false
    this.#isStarted = false
    this.deaths.push(clock.now() - this.began)
    this.#rig.kill(this.#name)
    clock.after(downMs, () => {
      if (!this.#over.aborted) void this.#restart(clock)
    })
  }

  /** Resolves when it has started for good, or will not. */
  async settled(clock: Clock): Promise<void> {
    for (let waited = 0; !this.#isStarted && waited < startMs; waited += lookMs)
      await clock.sleep(lookMs, this.#over)
  }

  async #restart(clock: Clock): Promise<void> {
    this.isUp = true
    this.restarts.push(clock.now() - this.began)
    const life = this.deaths.length
    await this.#rig.restart(this.#name)
    // it may have died again meanwhile
    if (life === this.deaths.length) this.#isStarted = true
  }
}
