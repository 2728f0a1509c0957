import type { Clock } from '@watertight/resilience'

class Event {
  readonly at: number
  /** Undefined: cancelled. */
  task: (() => void) | undefined

  constructor(at: number, task: () => void) {
    this.at = at
    this.task = task
  }

  cancel(): void {
    this.task = undefined
  }
}

/** Virtual time as a heap of events, and the clock that policies are given. Millions of calls take seconds; two runs with one seed are the same. */
export class EventQueue implements Clock {
  #now = 0
  readonly #heap: Event[] = []

  now = (): number => this.#now

  after(ms: number, task: () => void): { cancel(): void } {
    return this.at(this.#now + ms, task)
  }

  at(time: number, task: () => void): { cancel(): void } {
    const heap = this.#heap
    const event = new Event(time, task)
    let i = heap.length
    heap.push(event)
    while (i > 0) {
      const parent = (i - 1) >> 1
      const above = heap[parent] as Event
      if (above.at <= time) break
      heap[i] = above
      i = parent
    }
    heap[i] = event
    return event
  }

  /** Runs all that happens until `time`. */
  runUntil(time: number): void {
    for (
      let first = this.#heap[0];
      first !== undefined && first.at <= time;
      first = this.#heap[0]
    ) {
      this.#removeFirst()
      if (first.task === undefined) continue
      this.#now = first.at
      first.task()
    }
    this.#now = time
  }

  #removeFirst(): void {
    const heap = this.#heap
    const last = heap.pop() as Event
    if (heap.length === 0) return
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      const right = child + 1
      if (right < heap.length && (heap[right] as Event).at < (heap[child] as Event).at)
        child = right
      const below = heap[child] as Event
      if (below.at >= last.at) break
      heap[i] = below
      i = child
    }
    heap[i] = last
  }
}

/** Chance that can be repeated (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
