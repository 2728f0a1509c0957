import { connect } from 'node:net'
import { header, keyed, type Ports } from '@watertight/ports'
import { realStage } from '@watertight/ports/stage'
import { type Hosted, host } from '../../host.ts'
import type { ProblemCode } from '../../http/problem-types.ts'
import { answersIn } from '../../test-kit/raw.ts'
import type { Asked } from '../../test-kit/world.ts'
import { problemIn } from './checks.ts'
import { Dice } from './dice.ts'
import { Kiosk } from './kiosk.ts'
import { type Tokens, tokensAt } from './tokens.ts'
import { type Connection, connection, wire } from './wire-bytes.ts'

export interface WireFuzzed {
  readonly connections: number
  readonly answers: number
  readonly carriedOut: number
  readonly problems: { readonly [code in ProblemCode]?: number }
}

/** Opens connections to a service on real sockets, some of them saying what is no HTTP, and checks every answer and the log. Rejects with the seed, the number and the bytes of the first that is not as it must be. */
export async function fuzzWire(options: {
  seed: number
  connections: number
}): Promise<WireFuzzed> {
  const stage = realStage()
  const tokens = await tokensAt(Date.now())
  const { promise, resolve, reject } = Promise.withResolvers<WireFuzzed>()
  try {
    await stage.host('kiosk', async (ports: Ports) => {
      const hosted = await host(ports, { context: Kiosk, auth: tokens.auth, http: { graceMs: 0 } })
      const run = new WireRun(options.seed, tokens, hosted)
      await run.all(options.connections).then(resolve, reject)
      return hosted
    })
    return await promise
  } finally {
    // ends only where no connection is left
    await stage.stop()
  }
}

const atOnce = 8

class WireRun {
  readonly #seed: number
  readonly #tokens: Tokens
  readonly #hosted: Hosted
  readonly #problems: Partial<Record<ProblemCode, number>> = {}
  readonly #claimed = new Set<string>()
  /** Streams of connections that did not get all of their answers. */
  readonly #untold = new Set<string>()
  #answers = 0

  constructor(seed: number, tokens: Tokens, hosted: Hosted) {
    this.#seed = seed
    this.#tokens = tokens
    this.#hosted = hosted
  }

  async all(connections: number): Promise<WireFuzzed> {
    for (let number = 0; number < connections; number += atOnce)
      await Promise.all(
        Array.from({ length: Math.min(atOnce, connections - number) }, (_, i) =>
          this.#one(number + i),
        ),
      )
    await this.#compare()
    return {
      connections,
      answers: this.#answers,
      carriedOut: this.#claimed.size,
      problems: this.#problems,
    }
  }

  async #one(number: number): Promise<void> {
    const dice = new Dice(keyed(this.#seed, 'connection', number))
    const ids = Array.from({ length: dice.below(3) + 1 }, (_, i) => `w${number}-${i}`)
    const bearer: [string, string] = ['authorization', `Bearer ${this.#tokens.good[0]}`]
    const json: [string, string] = ['content-type', 'application/json']
    const requests = ids.map((id) =>
      dice.chance(0.7)
        ? wire('POST', `/cart/${id}/open-cart`, [bearer, json], '{"customer":"ann"}')
        : wire('GET', dice.pick(['/livez', '/problems', `/cart/${id}/history`]), [bearer]),
    )
    const isLate = dice.chance(0.02)
    const sent = isLate ? late(bearer) : connection(requests, dice)
    try {
      const answers = answersIn(await exchange(this.#hosted.address, sent)).filter(
        ({ status }) => status >= 200,
      )
      for (const answer of answers) this.#check(answer)
      if (answers.length <= ids.length) for (const id of ids) this.#untold.add(`cart-${id}`)
    } catch (error) {
      const bytes = Buffer.concat(sent.pieces).toString('latin1').slice(0, 2_000)
      const { message } = error as Error
      throw new Error(
        `seed ${this.#seed}, connection ${number}: ${message}\n${JSON.stringify(bytes)}`,
        {
          cause: error,
        },
      )
    }
  }

  #check({ status, headers, body }: Asked): void {
    this.#answers++
    if (status >= 400) {
      const { kind } = problemIn({ status, headers, body: JSON.stringify(body) })
      if (kind === 'WT_INTERNAL') throw new Error('a 500')
      this.#problems[kind] = (this.#problems[kind] ?? 0) + 1
    }
    if (status !== 201) return
    const place = `${body.stream}@${body.revision}`
    if (this.#claimed.has(place)) throw new Error(`said twice: ${place}`)
    if (header(headers, 'etag') !== `"${body.revision}"`) throw new Error('another etag')
    this.#claimed.add(place)
  }

  /** What was said to be stored is stored; what else is there belongs to connections that were not told all. */
  async #compare(): Promise<void> {
    const missing = new Set(this.#claimed)
    for await (const { stream, revision } of this.#hosted.store.readLog())
      if (!missing.delete(`${stream}@${revision}`) && !this.#untold.has(stream))
        throw new Error(`seed ${this.#seed}: nobody was told of ${stream}`)
    if (missing.size > 0)
      throw new Error(`seed ${this.#seed}: said and not stored: ${[...missing]}`)
  }
}

/** A body that does not come before its deadline. */
const late = ([name, value]: [string, string]): Connection => ({
  pieces: [
    Buffer.from(
      `POST /cart/late/open-cart HTTP/1.1\r\nhost: x\r\n${name}: ${value}\r\ncontent-length: 9\r\nx-envoy-expected-rq-timeout-ms: 1\r\n\r\n{`,
    ),
  ],
  isOpen: false,
})

/** Writes the pieces one after another, and answers with all that came back by the time the server hung up. */
async function exchange(address: string, { pieces, isOpen }: Connection): Promise<Buffer> {
  const { hostname, port } = new URL(address)
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true, noDelay: true })
  const received: Buffer[] = []
  socket.on('data', (chunk: Buffer) => received.push(chunk))
  // it may hang up while this still writes
  socket.on('error', () => {})
  const isOver = new Promise<void>((resolve) => {
    socket.once('end', () => socket.destroy())
    socket.once('close', () => resolve())
  })
  for (const piece of pieces) {
    socket.write(piece)
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  if (isOpen) socket.end()
  await isOver
  return Buffer.concat(received)
}
