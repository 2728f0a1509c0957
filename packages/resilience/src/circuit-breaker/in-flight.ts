import type { IssuedPermit } from './permit.ts'

/** The calls of one generation that still run, oldest first, linked through their permits: those that have become slow are found without looking at the others. */
export class InFlight {
  readonly generation: number
  #first: IssuedPermit | undefined
  #last: IssuedPermit | undefined
  /** The oldest that is not overdue. */
  #nextDue: IssuedPermit | undefined
  #overdue = 0

  constructor(generation: number) {
    this.generation = generation
  }

  add(permit: IssuedPermit): void {
    permit.list = this
    permit.before = this.#last
    if (this.#last === undefined) this.#first = permit
    else this.#last.behind = permit
    this.#last = permit
    this.#nextDue ??= permit
  }

  remove(permit: IssuedPermit): void {
    const { before, behind } = permit
    if (before === undefined) this.#first = behind
    else before.behind = behind
    if (behind === undefined) this.#last = before
    else behind.before = before
    if (permit === this.#nextDue) this.#nextDue = behind
    if (permit.isOverdue) this.#overdue--
    permit.list = permit.before = permit.behind = undefined
  }

  /** How many have run for `slowAfterMs` or more. */
  overdue(now: number, slowAfterMs: number): number {
    let next = this.#nextDue
    while (next?.isOlder(now, slowAfterMs)) {
      next.isOverdue = true
      this.#overdue++
      next = next.behind
    }
    this.#nextDue = next
    return this.#overdue
  }

  /** Forgets who is overdue: the limit has changed. */
  recount(): void {
    this.#overdue = 0
    this.#nextDue = this.#first
    for (let each = this.#first; each !== undefined; each = each.behind) each.isOverdue = false
  }
}
