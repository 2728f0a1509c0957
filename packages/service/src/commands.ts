import {
  type BoundedContext,
  type CommandType,
  type EventType,
  InvalidInput,
  isRefusal,
  type Message,
} from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { header, type Reply, type Request, reply, text } from '@watertight/ports'
import type { Decider } from './decider.ts'
import { isIdentity, kebab, streamOf } from './names.ts'
import { notFound, problem } from './problem.ts'
import { claim, earlier, fingerprintOf } from './requests.ts'

interface Accepted {
  readonly stream: string
  readonly revision: number
  readonly position: number
}

const accepted = ({ stream, revision, position }: Accepted, replayed: boolean): Reply => {
  const { status, headers, body } = reply(201, { stream, revision, position })
  const more = { etag: `"${revision}"`, ...(replayed && { 'idempotency-replayed': 'true' }) }
  return { status, headers: { ...headers, ...more }, body }
}

/** Answers `POST /{aggregate}/{id}/{command}`. With an `idempotency-key` the first answer is given again for the same command; a refusal is not remembered, because what was refused may be possible later. */
export function commandDesk(
  context: BoundedContext,
  store: EventStore<EventType>,
  decider: Decider,
) {
  const commands = new Map<string, CommandType>()
  for (const type of context.accepts as readonly CommandType[]) {
    const owner = decider.ownerOf(type.type)
    if (owner) commands.set(`${kebab(owner.name)}/${kebab(type.type)}`, type)
  }

  async function replayed(key: string, fingerprint: string): Promise<Reply | undefined> {
    const row = await earlier(store, key)
    if (row === undefined) return undefined
    if (row.fingerprint === fingerprint) return accepted(row, true)
    return problem({
      status: 422,
      title: 'Idempotency-Key Reused',
      code: 'WT_KEY_REUSED',
      detail: `The key ${key} belongs to another command or another body. Nothing was stored. Send the first body again, or a new key.`,
    })
  }

  async function execute(
    type: CommandType,
    id: string,
    command: Message,
    request: Request,
    body: string,
  ): Promise<Reply> {
    const key = header(request.headers, 'idempotency-key')
    const stream = streamOf((decider.ownerOf(type.type) as { name: string }).name, id)
    const fingerprint = key === undefined ? '' : fingerprintOf(`${type.type} ${id}`, body)
    const known = key === undefined ? undefined : await replayed(key, fingerprint)
    if (known !== undefined) return known
    const answer = await decider.execute(id, command, {
      ...(key !== undefined && {
        writes: (events: number) => [claim(key, fingerprint, stream, events)],
      }),
    })
    if (isRefusal(answer)) {
      // the same request may have won the race against itself
      const won = key === undefined ? undefined : await replayed(key, fingerprint)
      const { refused: code, because: detail } = answer
      return won ?? problem({ status: 409, title: 'Refused', code, detail })
    }
    if (answer.is === 'taken') return (await replayed(key as string, fingerprint)) as Reply
    return accepted(answer, false)
  }

  return async (aggregate: string, id: string, name: string, request: Request): Promise<Reply> => {
    const type = commands.get(`${aggregate}/${name}`)
    if (type === undefined) return notFound(`The command ${aggregate}/${name}`)
    if (!isIdentity(id))
      return problem({
        status: 422,
        title: 'Not Valid',
        code: 'WT_ID_INVALID',
        detail: 'An id has 1 to 128 letters, digits or . _ ~ - and begins with a letter or digit.',
      })
    const body = text(request.body)
    let command: Message
    try {
      command = type(JSON.parse(body))
    } catch (error) {
      return refusedInput(error)
    }
    return execute(type, id, command, request, body)
  }
}

function refusedInput(error: unknown): Reply {
  if (error instanceof InvalidInput)
    return problem({
      status: 422,
      title: 'Not Valid',
      code: error.code,
      detail: 'Nothing was stored. Correct the fields named in errors and send it again.',
      errors: error.issues,
    })
  if (error instanceof SyntaxError)
    return problem({
      status: 400,
      title: 'Not JSON',
      code: 'WT_BODY_NOT_JSON',
      detail: `The body is not JSON: ${error.message}. Nothing was stored.`,
    })
  throw error
}
