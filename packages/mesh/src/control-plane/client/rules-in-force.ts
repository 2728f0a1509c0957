import type { Caller } from '../../config/compile/caller.ts'
import { snapshotOf } from '../../config/compile/snapshot-of.ts'
import { isError, type Problem } from '../../config/problem/problem.ts'
import { meshReader } from '../../config/read/read-mesh.ts'
import type { Resource } from '../../config/schema/kinds.ts'
import { checkedRules } from '../../config/watch/load-mesh.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { positionText } from '../wire/push.ts'
import { discoveredOf, filesOf, type Received } from './received.ts'

interface Good {
  readonly received: Received
  readonly resources: readonly Resource[]
}

/** What calls of one caller go by: the last rules without an error, with the endpoints that were told last. */
export class RulesInForce {
  snapshot: Snapshot | undefined
  /** Of the rules that were told last. */
  problems: readonly Problem[] = []
  readonly #caller: Caller
  readonly #reader = meshReader()
  #good: Good | undefined
  #last: Received | undefined

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** Where the rules in force come from; empty while there are none. */
  get rules(): string {
    return this.#good === undefined ? '' : positionText(this.#good.received)
  }

  /**
   * Whether the rules are taken. Endpoints are in any case: an instance that is gone is gone, whatever is wrong with a file.
   * All or nothing: what throws has changed nothing.
   */
  take(received: Received): boolean {
    const discovered = discoveredOf(received)
    const read = checkedRules(this.#reader, filesOf(received), discovered, this.#caller)
    const isAccepted = !read.problems.some(isError)
    const good = isAccepted ? { received, resources: read.resources } : this.#good
    if (good !== undefined) this.snapshot = snapshotOf(good.resources, discovered, this.#caller)
    this.problems = read.problems
    this.#good = good
    this.#last = received
    return isAccepted
  }

  /** For a later start: the rules that are in force, and the endpoints. Where they were not told together, no position holds for both. */
  get kept(): Received | undefined {
    const good = this.#good?.received
    const last = this.#last
    if (good === undefined || last === undefined) return undefined
    return good === last
      ? last
      : { run: '0', version: 0, rules: good.rules, endpoints: last.endpoints }
  }
}
