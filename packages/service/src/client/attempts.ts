import { type Call, type Ports, type Reply, TransportError } from '@watertight/ports'
import type { Failed } from './answer.ts'

/** The other side says: not now. */
export class NotNow extends Error {
  override readonly name = 'NotNow'
  readonly answer: Failed
  constructor(answer: Failed) {
    super(`${answer.code}: ${answer.sentence}`)
    this.answer = answer
  }
}

/** Nothing was sent, so nothing was done. */
const unsent: ReadonlySet<string> = new Set(['WT_UNREACHABLE', 'WT_CALL_INVALID'])
/** A 4xx was not carried out; a 408 was only not waited for. */
const isDeclined = (status: number) => status >= 400 && status < 500 && status !== 408

/** What a reply says, or why it says nothing; the wall time is when it came. */
export type Read<A> = (reply: Reply, wallTime: number) => Said<A>
export type Said<A> = { readonly answer: A } | { readonly failed: Failed }

/** The attempts of one command, and which of them may have had their effect: one that was given up counts until it is known to have done nothing. */
export class Attempts<A> {
  readonly #ports: Pick<Ports, 'transport' | 'clock'>
  readonly #read: Read<A>
  readonly #unknown = new Set<number>()
  #count = 0

  constructor(ports: Pick<Ports, 'transport' | 'clock'>, read: Read<A>) {
    this.#ports = ports
    this.#read = read
  }

  get count(): number {
    return this.#count
  }

  get mayHaveHappened(): boolean {
    return this.#unknown.size > 0
  }

  /** Sends it once. Rejects with `NotNow` or a `TransportError`. */
  async send(call: Call): Promise<Said<A>> {
    const { transport, clock } = this.#ports
    const attempt = ++this.#count
    this.#unknown.add(attempt)
    try {
      const reply = await transport.call(call)
      if (isDeclined(reply.status)) this.#unknown.delete(attempt)
      const said = this.#read(reply, clock.wallTime())
      if ('failed' in said && said.failed.passing) throw new NotNow(said.failed)
      return said
    } catch (error) {
      if (error instanceof TransportError && unsent.has(error.code)) this.#unknown.delete(attempt)
      throw error
    }
  }
}
