import type { EventQueue } from './event-queue.ts'

/** Draws how long one call keeps a worker busy; the mean is 20 ms. */
export type ServiceTime = (random: () => number) => number

const normal = (random: () => number) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

export const meanMs = 20

export const serviceTimes = {
  exponential: (random) => -meanMs * Math.log(1 - random()),
  // the deviation of the logarithm is 0.5: the 99th percentile is 2.8 times the mean
  lognormal: (random) => meanMs * Math.exp(0.5 * normal(random) - 0.125),
  // nine of ten are quick, one takes ten times as long
  bimodal: (random) => (random() < 0.9 ? 1 : 10) * (meanMs / 1.9) * (0.8 + 0.4 * random()),
} satisfies Record<string, ServiceTime>

export type Distribution = keyof typeof serviceTimes

interface Job {
  readonly ms: number
  readonly done: () => void
}

/** So many workers and one queue without an end, as servers have it that nobody protects. */
export class Server {
  workers: number
  /** Each call takes so many times as long. */
  slowness = 1
  #busy = 0
  readonly #queue: Job[] = []
  #head = 0
  readonly #events: EventQueue

  constructor(workers: number, events: EventQueue) {
    this.workers = workers
    this.#events = events
  }

  call(ms: number, done: () => void): void {
    if (this.#busy < this.workers) this.#work({ ms, done })
    else this.#queue.push({ ms, done })
  }

  #work(job: Job): void {
    this.#busy++
    this.#events.at(this.#events.now() + job.ms * this.slowness, () => {
      this.#busy--
      job.done()
      this.#next()
    })
  }

  #next(): void {
    while (this.#busy < this.workers && this.#head < this.#queue.length)
      this.#work(this.#queue[this.#head++] as Job)
    if (this.#head <= 10_000) return
    this.#queue.splice(0, this.#head)
    this.#head = 0
  }
}
