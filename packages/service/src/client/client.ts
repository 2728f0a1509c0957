import {
  type CommandType,
  InvalidInput,
  type Message,
  type MessageOf,
  type Named,
  type Names,
  type PublishedLanguage,
  type Refusal,
} from '@watertight/domain'
import type { Ports } from '@watertight/ports'
import { isIdentity, kebab } from '../names.ts'
import { type Accepted, answerOf, type Failed } from './answer.ts'
import type { Read } from './attempts.ts'
import { ClientError } from './client-error.ts'
import { type ClientPolicies, clientPolicies } from './policies.ts'
import { send as sending } from './send.ts'

export interface SendOptions {
  /** Under it the command is carried out once, however often it is sent; a new one unless told. */
  readonly key?: string
  /** The caller gives up: it rejects at once, with `WT_ABORTED`. */
  readonly signal?: AbortSignal
  /** W3C `traceparent` of the work this is part of. */
  readonly trace?: string
  /** Longest wait for all attempts, in milliseconds. */
  readonly deadlineMs?: number
}

export interface ClientOptions {
  /** Shared by all clients of a process; the client's own unless told. */
  readonly policies?: ClientPolicies
  /** Of a command that does not say. */
  readonly deadlineMs?: number
}

export const clientDefaults = Object.freeze({ deadlineMs: 5_000 })

export type ClientPorts = Pick<Ports, 'clock' | 'random' | 'ids' | 'transport'>
type AnyLanguage = PublishedLanguage<string, any, any>
type CommandOf<L extends AnyLanguage> = L['commands'][keyof L['commands']][number]
type Answer = Promise<Accepted | Refusal>

/** Each published command as a method, and `send` for a command that is made already. */
export type Client<L extends AnyLanguage = PublishedLanguage> = {
  readonly [N in Names<CommandOf<L>>]: (
    id: string,
    data: Parameters<Named<CommandOf<L>, N>>[0],
    options?: SendOptions,
  ) => Answer
} & {
  send(id: string, message: MessageOf<CommandOf<L>>, options?: SendOptions): Answer
}

/**
 * Sends another context the commands of its published language. A refusal by its domain is a value; whatever else comes between
 * rejects with a `ClientError`. Attempts are repeated under one idempotency key, within the deadline, the retry budget and the
 * circuit breaker of that context.
 *
 * ```ts
 * import { command, publishedLanguage } from '@watertight/domain'
 * import type { Ports } from '@watertight/ports'
 * import { client } from '@watertight/service'
 * import { z } from 'zod'
 *
 * const RequestPayment = command('RequestPayment', { amount: z.string() })
 * const PaymentsLanguage = publishedLanguage('payments', [], { Payment: [RequestPayment] })
 *
 * export function pay(ports: Ports, order: string) {
 *   const payments = client(PaymentsLanguage, ports)
 *   return payments.RequestPayment(order, { amount: '2.55' }, { key: `pay-${order}` })
 * }
 * ```
 */
export function client<L extends AnyLanguage>(
  language: L,
  ports: ClientPorts,
  options: ClientOptions = {},
): Client<L> {
  const { context: to } = language
  const { policies = clientPolicies(ports), deadlineMs } = { ...clientDefaults, ...options }
  const destination = policies.of(to)
  const { clock, ids } = ports
  const commands = commandsOf(language)

  async function ask(
    command: string,
    id: string,
    data: unknown,
    { key = ids.next(), signal, trace, deadlineMs: limitMs = deadlineMs }: SendOptions = {},
  ): Answer {
    const known = commands.get(command)
    if (known === undefined) throw new TypeError(`${to} publishes no command ${command}`)
    const unfit = unfitness(known.type, id, data)
    if (unfit) {
      const { errors = [] } = unfit
      throw new ClientError(unfit, false, { to, command, id, key, attempts: 0, errors })
    }
    const path = (id: string) => `/${known.aggregate}/${id}/${kebab(command)}`
    const deadline = clock.now() + limitMs
    return sending(
      ports,
      destination,
      {
        ...{ to, command, id, key, data, signal, deadline },
        ...{ method: 'POST', path: path(id), route: path(':id') },
        ...(trace !== undefined && { trace }),
      },
      ofTheDomain,
    )
  }

  const methods = [...commands.keys()].map(
    (command) =>
      [
        command,
        (id: string, data: unknown, options?: SendOptions) => ask(command, id, data, options),
      ] as const,
  )
  const send = (id: string, { type, data }: Message, options?: SendOptions) =>
    ask(type, id, data, options)
  return { ...Object.fromEntries(methods), send } as Client<L>
}

const ofTheDomain: Read<Accepted | Refusal> = (reply, wallTime) => {
  const answer = answerOf(reply, wallTime)
  return 'is' in answer && answer.is === 'failed' ? { failed: answer } : { answer }
}

interface Known {
  readonly aggregate: string
  readonly type: CommandType
}

function commandsOf({ context, commands }: AnyLanguage): ReadonlyMap<string, Known> {
  const known = new Map<string, Known>()
  for (const [owner, types] of Object.entries(commands as PublishedLanguage['commands']))
    for (const type of types) {
      if (known.has(type.type) || type.type === 'send')
        throw new TypeError(`${context} publishes ${type.type} twice, or under a client's own name`)
      known.set(type.type, { aggregate: kebab(owner), type })
    }
  return known
}

/** What makes it not worth sending. */
function unfitness(type: CommandType, id: string, data: unknown): Failed | undefined {
  const unsent = { is: 'failed', passing: false } as const
  if (!isIdentity(id)) return { ...unsent, code: 'WT_ID_INVALID', sentence: 'takes no such id.' }
  try {
    type(data)
    return undefined
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    const { code, issues: errors } = error
    return { ...unsent, code, sentence: 'takes no such input.', errors, cause: error }
  }
}
