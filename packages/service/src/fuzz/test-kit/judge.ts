import { isDeepStrictEqual } from 'node:util'
import { header, json, type Reply, text } from '@watertight/ports'
import type { Hosted } from '../../host.ts'
import { type Draft, targetOf } from './draft.ts'
import { expectedOf } from './expected.ts'
import type { Entry, Ledger, SeenCart } from './ledger.ts'

/** A copy of a request, and what came back. */
export interface Sent {
  readonly id: string
  readonly draft: Draft
  readonly answer: Reply | undefined
  readonly isUncertain: boolean
}

/** Holds the log against the answers: everything that was said to be done is stored once, as it was meant, and nothing else. */
export class Judge {
  readonly #ledger: Ledger
  /** By the id of its request: what may have been done although nobody was told. */
  readonly #perhaps = new Map<string, Draft>()
  carriedOut = 0
  replayed = 0

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  /** `cart` is what was seen of it before these were sent. */
  async settle(
    sent: readonly Sent[],
    cart: SeenCart | undefined,
    { store }: Pick<Hosted, 'store'>,
  ): Promise<void> {
    for (const { id, draft, isUncertain } of sent) if (isUncertain) this.#perhaps.set(id, draft)
    const done = sent.filter(({ answer }) => answer?.status === 201)
    this.#replays(sent, done)
    const claims = new Map<string, Entry>()
    for (const one of done) if (!isReplay(one)) this.#claim(one, cart, claims)
    const untold = new Map<string, Entry[]>()
    if ((await store.head()) > this.#ledger.head)
      for await (const event of store.readLog({ after: this.#ledger.head })) {
        const { position, stream, revision, type, data, meta } = event
        const entry = { stream, revision, type, data }
        this.#ledger.head = position
        if (!this.#isClaimed(entry, claims) && type !== 'CartClosed') {
          const cause = String(meta.causation)
          untold.set(cause, [...(untold.get(cause) ?? []), entry])
        }
        this.#ledger.add(entry)
      }
    if (claims.size > 0) throw new Error(`said and not stored: ${written([...claims.values()])}`)
    for (const [cause, entries] of untold) this.#allow(cause, entries, cart)
  }

  #isClaimed(entry: Entry, claims: Map<string, Entry>): boolean {
    const place = placeOf(entry)
    const claim = claims.get(place)
    if (claim === undefined) return false
    if (!isDeepStrictEqual(plain(claim), plain(entry)))
      throw new Error(`stored ${written(entry)}, expected ${written(claim)}`)
    return claims.delete(place)
  }

  /** All of what one request leads to, or nothing. */
  #allow(cause: string, entries: readonly Entry[], cart: SeenCart | undefined): void {
    const draft = this.#perhaps.get(cause)
    if (draft === undefined) throw new Error(`nobody was told of ${written(entries)}`)
    this.#perhaps.delete(cause)
    const { stream, events } = expectedOf(draft.path, json(draft.body), cart)
    const stored = entries.map(({ type }) => type)
    const isWhole = isDeepStrictEqual(
      stored,
      events.map(({ type }) => type),
    )
    if (!isWhole || entries.some((entry) => entry.stream !== stream))
      throw new Error(`a part was stored: ${written(entries)}`)
  }

  #claim({ draft, answer }: Sent, cart: SeenCart | undefined, claims: Map<string, Entry>): void {
    this.carriedOut++
    const said = said201(answer as Reply)
    const { stream, events } = expectedOf(draft.path, json(draft.body), cart)
    if (said.stream !== stream) throw new Error(`said ${said.stream}, expected ${stream}`)
    const at = cart?.revision ?? (events[0]?.type === 'CartOpened' ? 0 : undefined)
    if (at !== undefined && draft.copies === 1 && !allows(draft.headers['if-match'], at))
      throw new Error(`carried out at revision ${at}`)
    if (header((answer as Reply).headers, 'etag') !== `"${said.revision}"`)
      throw new Error(`an etag that is not revision ${said.revision}`)
    // whoever repeats a check-out finds nothing left to do
    const isRepeat = events.length > 1 && claims.has(`${stream}@${said.revision}`)
    if (said.position <= this.#ledger.head || isRepeat) return
    for (const [i, event] of events.entries()) {
      const entry = { stream, revision: said.revision - events.length + 1 + i, ...event }
      if (claims.has(placeOf(entry))) throw new Error(`said twice: ${written(entry)}`)
      claims.set(placeOf(entry), entry)
    }
  }

  /** Under one key there is one answer, to one command, however often it is sent. */
  #replays(sent: readonly Sent[], done: readonly Sent[]): void {
    const [one] = sent
    const key = one?.draft.headers['idempotency-key']
    if (one === undefined || key === undefined) return
    const known = this.#ledger.keys.get(key)
    const fresh = done.filter((each) => !isReplay(each))
    if (fresh.length > (known ? 0 : 1)) throw new Error('one key was carried out twice')
    const first = known?.answer ?? bodyOf(fresh[0])
    for (const each of done.filter(isReplay)) {
      this.replayed++
      if (first !== undefined && bodyOf(each) !== first)
        throw new Error(`another answer under the key: ${bodyOf(each)}, it was ${first}`)
      if (known && !isSame(known.draft, one.draft))
        throw new Error('another command was answered under the key')
    }
    if (fresh[0]) this.#ledger.remember(key, { draft: one.draft, answer: first as string })
  }
}

export const isReplay = ({ answer }: Pick<Sent, 'answer'>): boolean =>
  answer?.headers['idempotency-replayed'] === 'true'

const said201 = ({ body }: Reply) =>
  json(body) as { readonly stream: string; readonly revision: number; readonly position: number }
const bodyOf = (sent: Sent | undefined) => sent?.answer && text(sent.answer.body)
const placeOf = ({ stream, revision }: Entry) => `${stream}@${revision}`
const plain = (value: unknown) => JSON.parse(JSON.stringify(value))
const written = (value: unknown) => JSON.stringify(value)
const isSame = (a: Draft, b: Draft) =>
  isDeepStrictEqual(targetOf(a.path), targetOf(b.path)) && text(a.body) === text(b.body)

const allows = (match: string | undefined, revision: number) =>
  match === undefined || (match === '*' && revision > 0) || match.includes(`"${revision}"`)
