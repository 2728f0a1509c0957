import { type Arrived, readMessage } from '../cloud-event.ts'
import type { BrokerStream, Stored } from './broker.ts'

/** What stands in a stream of a context's messages; anything else in it is passed over. */
const messageIn = (stored: Stored, context: string): Arrived | undefined => {
  const read = readMessage(stored.text, context)
  return 'arrived' in read ? read.arrived : undefined
}

/** How far a stream goes: its last sequence, and the last message of the context. */
export async function endOf(stream: BrokerStream, context: string) {
  // the sequence first: a message that comes between the two questions then refuses what is appended behind it
  const { first, last } = await stream.ends()
  for (let sequence = last; sequence >= first; sequence--) {
    const stored = await stream.at(sequence)
    const message = stored && messageIn(stored, context)
    if (message !== undefined) return { sequence: last, position: message.position, id: message.id }
  }
  return { sequence: last, position: 0, id: undefined }
}

/** The sequence from which on everything behind a position stands, found by halving: positions rise along a stream. */
export async function sequenceBehind(
  position: number,
  stream: BrokerStream,
  context: string,
): Promise<number> {
  const { first, last } = await stream.ends()
  let from = first
  let to = last + 1
  while (from < to) {
    const middle = Math.floor((from + to) / 2)
    const found = await messageFrom(middle, to, stream, context)
    if (found === undefined || found.position > position) to = middle
    else from = found.sequence + 1
  }
  return from
}

async function messageFrom(sequence: number, to: number, stream: BrokerStream, context: string) {
  for (let at = sequence; at < to; at++) {
    const stored = await stream.from(at)
    if (stored === undefined || stored.sequence >= to) return undefined
    at = stored.sequence
    const message = messageIn(stored, context)
    if (message !== undefined) return { sequence: at, position: message.position }
  }
  return undefined
}
