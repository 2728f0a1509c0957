/**
 * Runs work at most `concurrency` at a time, and what shares a lane one after the other in the order it was added; without a lane it waits for nobody.
 * The first failure ends everything: it rejects the next `add` and `idle`.
 */
export class Lanes {
  readonly #concurrency: number
  readonly #tails = new Map<string, Promise<void>>()
  readonly #running = new Set<Promise<void>>()
  #failure: { readonly error: unknown } | undefined

  constructor(concurrency: number) {
    this.#concurrency = concurrency
  }

  /** Resolves when there is room for more, so that whoever adds is never ahead by more than `concurrency`. */
  async add(lane: string | undefined, work: () => Promise<void>): Promise<void> {
    this.#throwFailure()
    const before = lane === undefined ? undefined : this.#tails.get(lane)
    const run = this.#run(before, work).finally(() => {
      this.#running.delete(run)
      if (lane !== undefined && this.#tails.get(lane) === run) this.#tails.delete(lane)
    })
    this.#running.add(run)
    if (lane !== undefined) this.#tails.set(lane, run)
    while (this.#running.size >= this.#concurrency) await Promise.race(this.#running)
    this.#throwFailure()
  }

  /** Resolves when all that was added has ended. */
  async idle(): Promise<void> {
    await Promise.all(this.#running)
    this.#throwFailure()
  }

  async #run(before: Promise<void> | undefined, work: () => Promise<void>): Promise<void> {
    await before
    if (this.#failure !== undefined) return
    try {
      await work()
    } catch (error) {
      this.#failure ??= { error }
    }
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error
  }
}
