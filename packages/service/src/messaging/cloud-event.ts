/** One published event on the wire: CloudEvents 1.0 in JSON (structured mode), with extensions of ours. */
export interface PublishedEvent {
  readonly specversion: '1.0'
  readonly id: string
  /** The context that publishes it. */
  readonly source: string
  readonly type: string
  /** Which aggregate: `536365`. Events with one subject are heard in their order. */
  readonly subject: string
  /** When it was recorded, RFC 3339. */
  readonly time: string
  readonly data: unknown
  readonly traceparent?: string
  /** Id of the whole story it belongs to. */
  readonly correlationid?: string
  /** Its place in the publisher's log. */
  readonly position: number
  /** The place of the published event before it, or where the reader began: a reader that has not heard that far has missed something. */
  readonly previous: number
}

/** Nothing else was published up to here: the reader may move on. Only a feed has these. */
export interface PublishedMark {
  readonly position: number
}

/** Its place is known, and it is no event that can be handled. */
export interface Misfit {
  readonly position: number
  readonly previous: number
  readonly id: string
  /** Empty where there is none. */
  readonly subject: string
  readonly type: string
  readonly text: string
  /** What is wrong with it: names of attributes, nothing of their values. */
  readonly misfit: string
}

export type Arrived = PublishedEvent | Misfit
type Read =
  | { readonly is: 'event' | 'misfit'; readonly arrived: Arrived }
  | { readonly is: 'mark'; readonly position: number }
  /** No message of this source: it has no place among them. */
  | { readonly is: 'noise'; readonly because: string }

const isPosition = (it: unknown): it is number => Number.isSafeInteger(it) && (it as number) >= 0
const isText = (it: unknown): it is string => typeof it === 'string' && it !== ''
// RFC 3339, section 5.6; that the day exists is left to Date
const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i
const isTime = (it: unknown): it is string =>
  typeof it === 'string' && timestamp.test(it) && !Number.isNaN(Date.parse(it))

/** What is wrong with an event whose place is right, by the rules of CloudEvents 1.0 and what a listener needs. */
function faultOf(it: { readonly [attribute: string]: unknown }): string | undefined {
  if (it.specversion !== '1.0') return 'specversion is not 1.0'
  for (const name of ['id', 'type', 'subject'] as const)
    if (!isText(it[name])) return `${name} is no text`
  if (!isTime(it.time)) return 'time is not of RFC 3339'
  if (!('data' in it)) return 'data is missing'
  const named = Object.keys(it).find((name) => !/^[a-z0-9]{1,64}$/.test(name))
  return named === undefined ? undefined : 'an attribute has other letters than a-z and 0-9'
}

/** What merely tells whose story it is must not keep an event from being heard. */
function withoutOddCause(it: any): PublishedEvent {
  const { traceparent, correlationid, ...event } = it
  return {
    ...event,
    ...(isText(traceparent) && { traceparent }),
    ...(isText(correlationid) && { correlationid }),
  }
}

/** Reads a message of this source. Never throws. */
export function readMessage(text: string, source: string): Read {
  let it: any
  try {
    it = JSON.parse(text)
  } catch {
    return { is: 'noise', because: 'it is no JSON' }
  }
  if (typeof it !== 'object' || it === null || !isPosition(it.position))
    return { is: 'noise', because: 'it has no position' }
  const { position, previous } = it
  if (Object.keys(it).length === 1) return { is: 'mark', position }
  if (it.source !== source) return { is: 'noise', because: 'it is of another source' }
  if (!isPosition(previous) || previous >= position)
    return { is: 'noise', because: 'it does not say what came before it' }
  const misfit = faultOf(it)
  if (misfit === undefined) return { is: 'event', arrived: withoutOddCause(it) }
  const { id, subject, type } = it
  const arrived: Misfit = {
    ...{ position, previous, text, misfit },
    id: isText(id) ? id : '',
    subject: isText(subject) ? subject : '',
    type: isText(type) ? type : '',
  }
  return { is: 'misfit', arrived }
}
