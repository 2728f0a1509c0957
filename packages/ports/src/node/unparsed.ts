import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { byteLength } from '../payload.ts'
import { problem } from '../problem.ts'
import type { Reply } from '../transport.ts'
import { replyHeaders } from '../wire-headers.ts'
import type { Exchange } from './http-listener.ts'

/** Answers what Node's parser gave up, and ends the connection. */
export function refuseUnparsed(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  answering: WeakMap<Duplex, Exchange>,
): void {
  const at = answering.get(socket)
  // an answer now would be read as the one to a request that is still being carried out, or in the midst of its answer
  const isBetween = at === undefined || at.response.writableFinished
  const isRefusable = isBetween || !(at.message.complete || at.response.headersSent)
  if (!socket.writable || error.code === 'ECONNRESET' || !isRefusable) socket.destroy()
  else socket.end(written(answerTo(error)), () => socket.destroy())
}

function answerTo({ code, message }: NodeJS.ErrnoException): Reply {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return problem('WT_HEADERS_TOO_LARGE', 'The headers are longer than are read at all.')
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return problem('WT_BODY_TOO_LARGE', 'The extensions of a chunk are longer than are read.')
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return problem('WT_BODY_LATE', 'The request did not come in time.')
    default:
      return problem('WT_REQUEST_MALFORMED', `The request cannot be read: ${message}.`)
  }
}

function written(answer: Reply): string {
  const { status, body } = answer
  const headers = [...replyHeaders(answer), 'content-length', String(byteLength(body))]
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, 'connection: close']
  for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`)
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}
