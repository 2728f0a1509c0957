import type { Stream } from '@watertight/ports'
import { malformed } from './fields.ts'

export interface ServerSentEvent {
  readonly event: string
  readonly data: string
}

/** Says nothing, and that the connection lives. */
export const heartbeatComment = ':\n\n'

/** `data` has no line break, as JSON has none. */
export const eventText = (id: string, event: string, data: string): string =>
  `id: ${id}\nevent: ${event}\ndata: ${data}\n\n`

/**
 * The events of a stream as HTML's standard cuts them (§9.2.6). One of more than `most` characters is
 * refused with `WT_MESH_MESSAGE` before it is kept.
 */
export async function* eventsOf(
  stream: Stream,
  most: number,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const utf8 = new TextDecoder()
  let rest = ''
  let event = ''
  let data: string[] = []
  let size = 0
  for await (const chunk of stream) {
    rest += typeof chunk === 'string' ? chunk : utf8.decode(chunk, { stream: true })
    let start = 0
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
      const line = rest.slice(start, rest[end - 1] === '\r' ? end - 1 : end)
      start = end + 1
      size += line.length
      if (size > most) throw malformed(`an event has more than ${most} characters`)
      if (line === '') {
        if (data.length > 0) yield { event, data: data.join('\n') }
        event = ''
        data = []
        size = 0
      } else if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5))
      else if (line.startsWith('event:')) event = line.slice(line[6] === ' ' ? 7 : 6)
    }
    rest = rest.slice(start)
    if (rest.length + size > most) throw malformed(`an event has more than ${most} characters`)
  }
}
