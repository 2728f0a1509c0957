import type { StoredEvent } from '../engine.ts'
import { EventStoreError } from '../errors.ts'

const format = 1

/** The first line of an export: how many events must follow, so that a file that was cut is noticed. */
export const headerOf = (events: number): string =>
  JSON.stringify({ log: 'watertight', format, events })

export function eventsOf(line: string | undefined): number {
  const header = line === undefined ? undefined : parsed(line, 1)
  if (header?.log !== 'watertight') throw invalid(1, 'is no export of a log')
  if (header.format !== format) throw invalid(1, `has format ${String(header.format)}`)
  if (!isCount(header.events)) throw invalid(1, 'does not tell the number of events')
  return header.events
}

/** An event as one line. Data and meta stand as they are stored, so the text of a line is the event. */
export function lineOf(event: StoredEvent): string {
  const { position, stream, revision, type, version, at, id, tags, meta, data } = event
  const place = `{"position":${position},"stream":${JSON.stringify(stream)},"revision":${revision}`
  const shape = `"type":${JSON.stringify(type)},"version":${version},"at":${at}`
  return `${place},${shape},"id":${JSON.stringify(id)},"tags":${JSON.stringify(tags)},"meta":${meta},"data":${data}}`
}

/** The event of a line that `lineOf` made; refuses any other, because its text would not come back. */
export function eventOf(line: string, number: number): StoredEvent {
  const given = parsed(line, number)
  const { meta, data, ...plain } = given ?? {}
  const event = {
    ...plain,
    meta: meta === null ? null : JSON.stringify(meta),
    data: JSON.stringify(data),
  } as StoredEvent
  const { position, stream, revision, type, version, at, id, tags } = event
  const whole = [position, revision, version].every((n) => isCount(n) && n > 0) && isCount(at)
  const words = [stream, type, id].every((word) => typeof word === 'string' && word !== '')
  const tagged = Array.isArray(tags) && tags.every((tag) => typeof tag === 'string')
  if (!whole || !words || !tagged || lineOf(event) !== line)
    throw invalid(number, 'is not as an export writes it')
  return event
}

export const invalid = (line: number, what: string) =>
  new EventStoreError('WT_IMPORT_INVALID', `line ${line} ${what}`, { line })

const isCount = (n: unknown): n is number => Number.isSafeInteger(n) && (n as number) >= 0

function parsed(line: string, number: number): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    throw invalid(number, 'is no JSON')
  }
}
