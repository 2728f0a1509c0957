import { header, json, keyed, type Reply } from '@watertight/ports'
import type { ProblemCode } from '../../http/problem-types.ts'
import { ask } from './asking.ts'
import { problemIn } from './checks.ts'
import { Dice } from './dice.ts'
import { type Draft, draft, targetOf } from './draft.ts'
import { rewrite } from './harmless.ts'
import { isReplay, Judge, type Sent } from './judge.ts'
import { readModels } from './kiosk.ts'
import { hostKiosk, type KioskHost, memoryDisk, type Sabotage } from './kiosk-host.ts'
import { chained, Ledger } from './ledger.ts'
import { ManualClock, turn } from './manual-clock.ts'
import { mutate } from './mutations.ts'
import { honest } from './requests.ts'
import type { Tokens } from './tokens.ts'

export const epoch = Date.UTC(2026, 0, 1)

export interface Tally {
  requests: number
  /** Answered with less than 400. */
  accepted: number
  readonly problems: Partial<Record<ProblemCode, number>>
}

/** One service on one disk, and everything that is sent to it. */
export class Run {
  readonly #seed: number
  readonly #tokens: Tokens
  readonly #sabotage: Sabotage | undefined
  readonly #ledger = new Ledger()
  readonly #judge = new Judge(this.#ledger)
  readonly #clock = new ManualClock(epoch)
  readonly #disk = memoryDisk()
  readonly tally: Tally = { requests: 0, accepted: 0, problems: {} }
  #kiosk: KioskHost | undefined

  constructor(seed: number, tokens: Tokens, sabotage?: Sabotage) {
    this.#seed = seed
    this.#tokens = tokens
    this.#sabotage = sabotage
  }

  get carriedOut(): number {
    return this.#judge.carriedOut
  }
  get replayed(): number {
    return this.#judge.replayed
  }
  get events(): number {
    return this.#ledger.entries
  }

  /** The request of this number, changed: half of them so that they still mean the same, the others in up to three ways so that they may not. What is repeated stays as it was. */
  draft(number: number): Draft {
    const dice = new Dice(keyed(this.#seed, 'request', number))
    const ways = { ledger: this.#ledger, dice, tokens: this.#tokens, number }
    const made = honest(ways)
    made.headers.authorization = `Bearer ${dice.pick(this.#tokens.good)}`
    made.headers['x-request-id'] = `r${number}`
    if (made.name === 'repeat') return made
    if (dice.chance(0.5)) mutate(made, ways)
    else rewrite(made, ways)
    return made
  }

  async start(): Promise<void> {
    const seed = keyed(this.#seed, 'host', this.tally.requests)
    this.#kiosk = await hostKiosk(seed, this.#tokens, this.#disk, this.#clock, this.#sabotage)
  }

  /** Sends a request, and as many copies at once as it says, and checks what comes of it. */
  async send(one: Draft): Promise<void> {
    const kiosk = this.#kiosk as KioskHost
    const cart = this.#ledger.cart(targetOf(one.path).stream)
    const key = one.headers['idempotency-key']
    const known = key === undefined ? undefined : this.#ledger.keys.get(key)
    kiosk.weather.now = one.weather
    const sent = await Promise.all(
      Array.from({ length: one.copies }, async (_, copy): Promise<Sent> => {
        const id =
          copy === 0 ? one.headers['x-request-id'] : `${one.headers['x-request-id']}.${copy}`
        const headers = { ...one.headers, 'x-request-id': `${id}` }
        const asked = await ask(kiosk.handler, this.#clock, { ...one, headers })
        return { id: `${id}`, draft: one, ...asked }
      }),
    )
    kiosk.weather.now = undefined
    this.tally.requests += one.copies
    for (const { answer } of sent) if (answer) this.#check(one, answer)
    await this.#judge.settle(sent, cart, kiosk.hosted)
    if (one.name === 'repeat' && known && !sent.some(isReplay))
      throw new Error('a key that was answered was not answered again')
    this.#clock.pass(1)
  }

  #check(one: Draft, answer: Reply): void {
    const { tally } = this
    const { status, headers, body } = answer
    // it says no by its status alone
    if (one.path.startsWith('/readyz') && status === 503) return
    if (status < 400) {
      tally.accepted++
      const isJson = header(headers, 'content-type') === 'application/json'
      const said = isJson ? (json(body) as { readonly next?: unknown }) : {}
      if (one.name === 'rows' && typeof said.next === 'string') this.#cursor(said.next)
      return
    }
    const { kind } = problemIn(answer)
    tally.problems[kind] = (tally.problems[kind] ?? 0) + 1
    if (kind === 'WT_INTERNAL' && !/^\/defect\/?(\?|$)/.test(one.path))
      throw new Error(`a 500: ${(this.#kiosk as KioskHost).errors.at(-1)}`)
  }

  #cursor(next: string): void {
    const { cursors } = this.#ledger
    cursors.unshift(next)
    cursors.splice(3)
  }

  /** Stops the service, which is asked meanwhile, and opens its log again: it is what it had to become. */
  async stop(): Promise<void> {
    await this.#quiet(this.#kiosk as KioskHost)
    const authorization = `Bearer ${this.#tokens.good[0]}`
    await this.#kiosk?.stop(async () => {
      for (const path of ['/feed', '/readyz', '/livez'])
        await this.send(draft('drain', 'GET', path, { headers: { authorization } }))
    })
    await this.start()
    await this.#compare((this.#kiosk as KioskHost).hosted)
    await this.#kiosk?.stop()
  }

  /** Lets the process manager do what is left to do. */
  async #quiet({ hosted }: KioskHost): Promise<void> {
    for (let i = 0; i < 10; i++) {
      this.#clock.pass(1_000)
      for (let turns = 0; turns < 50; turns++) await turn()
    }
    await this.#judge.settle([], undefined, hosted)
  }

  async #compare({ store }: KioskHost['hosted']): Promise<void> {
    let hash = ''
    for await (const event of store.readLog({ asOf: { position: this.#ledger.head } }))
      hash = chained(hash, event)
    if (hash !== this.#ledger.hash) throw new Error('the log is not what was told and expected')
    for (const model of readModels) {
      const { different } = await store.verify(model)
      if (different.length > 0)
        throw new Error(`${model.name} is not what a replay gives: ${JSON.stringify(different)}`)
    }
    for (const cart of this.#ledger.carts.values())
      if (cart.is === 'Paid' && !cart.wasHeld) throw new Error(`cart ${cart.id} was never closed`)
  }

  end(): void {
    this.#disk.close()
  }
}
