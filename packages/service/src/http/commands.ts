import {
  type BoundedContext,
  type CommandType,
  type EventType,
  InvalidInput,
  isRefusal,
  type Message,
  type Refusal,
} from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { type Clock, header, type Reply, type Request, reply } from '@watertight/ports'
import type { Authorise, Signed } from '../auth/authority.ts'
import type { Caller } from '../auth/caller.ts'
import type { Contended, Decided, Decider, Expected, Taken, Unmet } from '../decider.ts'
import { isDistinct, isIdentity, kebab, streamOf } from '../names.ts'
import { etagOf, ifMatch } from './entity-tags.ts'
import { jsonBody } from './json-body.ts'
import { answerWith, isReply, notFound, refused } from './problem.ts'
import { claim, claimAlone, earlier, fingerprintOf, type Spent } from './request-keys.ts'
import type { Route } from './router.ts'

/** A command that somebody sent, read and found well-formed. */
interface Sent {
  readonly id: string
  readonly stream: string
  readonly command: Message
  readonly key: Spent | undefined
  readonly expect: Expected | undefined
}

interface Addressed {
  readonly type: CommandType
  readonly owner: string
}

const isKey = /^[\x21-\x7e]{1,255}$/

/** Answers `POST /{aggregate}/{id}/{command}`. With an `idempotency-key` the first answer is given again for the same command; a refusal is not remembered, because what was refused may be possible later. */
export function commandDesk(
  context: BoundedContext,
  store: EventStore<EventType>,
  decider: Decider,
  { authorise, signed }: { readonly authorise: Authorise; readonly signed: Signed },
  clock: Pick<Clock, 'wallTime'>,
): Route {
  const commands = new Map<string, Addressed>()
  for (const type of context.accepts as readonly CommandType[]) {
    const owner = decider.ownerOf(type.type)?.name
    if (owner !== undefined) commands.set(`${kebab(owner)}/${kebab(type.type)}`, { type, owner })
  }

  /** What an earlier request under this key was answered, if there was one. */
  async function replay(key: Spent | undefined): Promise<Reply | undefined> {
    const row = key && (await earlier(store, key.key))
    if (row === undefined) return undefined
    return row.fingerprint === key?.fingerprint
      ? accepted(row, true)
      : answerWith('WT_KEY_REUSED', 'This idempotency-key was used before.')
  }

  // without the request's signal: to listen to it costs more than a decision that nobody waits for any more
  const decide = ({ id, command, key, expect }: Sent, by?: string) =>
    decider.execute(id, command, {
      ...(expect && { expect }),
      ...(key && { writes: (events: number) => [claim(key, events)] }),
      ...(by !== undefined && { meta: { by } }),
    })

  /** Where nothing was left to do there was no append for the key to go with. */
  const isRepeated = async ({ key }: Sent, { events, revision, position }: Decided) =>
    key !== undefined &&
    events === 0 &&
    claimAlone(store, key, { revision, position, at: Math.floor(clock.wallTime()) })

  async function answer(
    sent: Sent,
    outcome: Decided | Taken | Unmet | Contended | Refusal,
  ): Promise<Reply> {
    if (!isRefusal(outcome) && outcome.is === 'decided' && !(await isRepeated(sent, outcome)))
      return accepted(outcome, false)
    // the same request may have won the race against itself
    const won = await replay(sent.key)
    if (won) return won
    if (isRefusal(outcome)) return refused(outcome)
    if (outcome.is === 'unmet') return unmet(sent.stream, outcome.revision)
    if (outcome.is === 'contended')
      return answerWith('WT_CONTENDED', `${sent.stream} changes too often just now.`)
    // it was spent, and forgotten in between
    return answerWith('WT_CONTENDED', `The key of ${sent.stream} was used and forgotten just now.`)
  }

  return async (request, params, _query, caller?: Caller) => {
    const addressed = commands.get(`${params.aggregate}/${params.command}`)
    if (addressed === undefined)
      return notFound(`The command ${params.aggregate}/${params.command}`)
    const denied = authorise(caller, addressed.type.type)
    if (denied) return denied
    const { id = '' } = params
    if (!isIdentity(id) || !isDistinct(context.owns, addressed.owner, id))
      return answerWith('WT_ID_INVALID', 'The path has an id that cannot be one.')
    const sent = parse(addressed, id, request, caller, signed)
    if (isReply(sent)) return sent
    const known = await replay(sent.key)
    if (known) return known
    return answer(sent, await decide(sent, caller?.subject))
  }
}

function parse(
  { type, owner }: Addressed,
  id: string,
  request: Request,
  caller: Caller | undefined,
  signed: Signed,
): Sent | Reply {
  const key = header(request.headers, 'idempotency-key')
  if (key !== undefined && !isKey.test(key))
    return answerWith('WT_KEY_INVALID', `The idempotency-key has ${key.length} characters.`)
  const match = header(request.headers, 'if-match')
  const expect = match === undefined ? undefined : ifMatch(match)
  if (expect === 'invalid')
    return answerWith('WT_PRECONDITION_INVALID', 'The header if-match cannot be read.')
  const body = jsonBody(request)
  if (isReply(body)) return body
  const own = signed(caller, type.type, body.json)
  if (isReply(own)) return own
  const command = commandOf(type, own.said)
  if (isReply(command)) return command
  const stream = streamOf(owner, id)
  const spent = (key: string): Spent => {
    const fingerprint = fingerprintOf(`${type.type} ${id}`, body.text)
    return { key: keyOf(key, caller), fingerprint, stream }
  }
  return { id, stream, command, key: key === undefined ? undefined : spent(key), expect }
}

/** Each caller's keys are its own: nobody is answered what another was. */
const keyOf = (key: string, caller: Caller | undefined): string =>
  caller === undefined ? key : `${encodeURIComponent(caller.subject)} ${key}`

function commandOf(type: CommandType, json: unknown): Message | Reply {
  try {
    return type(json)
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    return answerWith('WT_INPUT_INVALID', `This is no ${type.type}.`, { errors: error.issues })
  }
}

function accepted(
  { stream, revision, position }: Pick<Decided, 'stream' | 'revision' | 'position'>,
  isReplayed: boolean,
): Reply {
  const { status, headers, body } = reply(201, { stream, revision, position })
  return {
    status,
    headers: {
      ...headers,
      etag: etagOf(revision),
      'x-position': String(position),
      ...(isReplayed && { 'idempotency-replayed': 'true' }),
    },
    body,
  }
}

const unmet = (stream: string, revision: number): Reply =>
  answerWith('WT_PRECONDITION_FAILED', `${stream} is at revision ${revision}.`, {
    headers: { etag: etagOf(revision) },
  })
