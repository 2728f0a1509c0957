import { connect } from 'node:net'
import type { Asked } from './world.ts'

/** Writes bytes to a server as they are, and answers with what came back by the time it hung up. */
export async function sendRaw(
  address: string,
  ...pieces: (string | Uint8Array)[]
): Promise<Buffer> {
  const { hostname, port } = new URL(address)
  const socket = connect(Number(port), hostname)
  const received: Buffer[] = []
  socket.on('data', (chunk: Buffer) => received.push(chunk))
  // it may hang up while this still writes
  socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  for (const piece of pieces) socket.write(piece)
  await closed
  return Buffer.concat(received)
}

/** The answers in what a server sent, one after another. Throws where it is not HTTP/1.1, to the last byte. */
export function answersIn(received: Buffer): Asked[] {
  const answers: Asked[] = []
  for (let rest = received; rest.length > 0; ) {
    const end = rest.indexOf('\r\n\r\n')
    const [line = '', ...lines] = rest.subarray(0, end).toString('latin1').split('\r\n')
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(line)?.[1])
    if (end < 0 || !(status >= 100))
      throw new Error(`no answer: ${rest.toString('latin1', 0, 200)}`)
    const headers = Object.fromEntries(
      lines.map((one) => [one.split(': ')[0]?.toLowerCase(), one.slice(one.indexOf(': ') + 2)]),
    )
    const length = Number(headers['content-length'] ?? 0)
    const body = rest.subarray(end + 4, end + 4 + length)
    if (body.length < length) throw new Error(`${body.length} of ${length} bytes of an answer`)
    rest = rest.subarray(end + 4 + length)
    const isJson = String(headers['content-type']).includes('json')
    answers.push({ status, headers, body: isJson ? JSON.parse(body.toString()) : body })
  }
  return answers
}
