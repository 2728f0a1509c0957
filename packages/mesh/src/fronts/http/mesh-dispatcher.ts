import { Agent, Dispatcher } from 'undici'
import type { MeshContext } from '../../dataplane/mesh-context.ts'
import type { Place } from '../../dataplane/running-mesh.ts'
import { inbound } from '../inbound/inbound-context.ts'
import { DispatchExchange } from './dispatch-exchange.ts'
import type { Links } from './links.ts'

interface Rules {
  readonly context: MeshContext
  place(to: string): Place
}

/** Sends what is dispatched by the rules of a mesh, and what no rule is about as it is. */
export class MeshDispatcher extends Dispatcher {
  readonly #rules: Rules
  readonly #links: Links
  #beyond: Agent | undefined

  constructor(rules: Rules, links: Links) {
    super()
    this.#rules = rules
    this.#links = links
  }

  override dispatch(
    asked: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): boolean {
    const { origin } = asked
    const to = typeof origin === 'string' ? origin : (origin?.origin ?? '')
    const { address, rules } = this.#rules.place(to)
    if (rules === undefined || asked.method === 'CONNECT') {
      this.#beyond ??= new Agent()
      return this.#beyond.dispatch(asked, handler)
    }
    const { context } = this.#rules
    new DispatchExchange(context, address, this.#links, inbound.getStore(), asked, handler).run(
      rules,
    )
    return true
  }

  override close(): Promise<void>
  override close(callback: () => void): void
  override close(callback?: () => void): Promise<void> | undefined {
    return settled(this.#beyond?.close(), callback)
  }

  override destroy(error?: Error | null): Promise<void>
  override destroy(callback: () => void): void
  override destroy(error: Error | null, callback: () => void): void
  override destroy(
    error?: Error | null | (() => void),
    callback?: () => void,
  ): Promise<void> | undefined {
    const given = typeof error === 'function' ? error : callback
    const reason = typeof error === 'function' ? null : (error ?? null)
    return settled(this.#beyond?.destroy(reason), given)
  }
}

function settled(
  done: Promise<void> | undefined,
  callback: (() => void) | undefined,
): Promise<void> | undefined {
  const end = done ?? Promise.resolve()
  if (callback === undefined) return end
  void end.then(callback)
  return undefined
}
