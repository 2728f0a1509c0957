import { NatsServer } from '@watertight/service/testing'
import { pause } from './system.ts'

/** Where a service on PostgreSQL keeps the log of its context. */
export const schemaOf = (context: string) => `watertight_${context}`

/** A PostgreSQL and a NATS server of a test's own, which fall as power cuts make them: with nothing finished, and some time before they are back. */
export class OwnServers {
  readonly postgres: string
  readonly #desk: string
  readonly #nats: NatsServer
  /** What can fall. */
  readonly falls: readonly (() => Promise<void>)[]

  private constructor(desk: string, address: string, nats: NatsServer) {
    this.postgres = address
    this.#desk = desk
    this.#nats = nats
    this.falls = [() => this.fallOfPostgres(), () => this.fallOfNats()]
  }

  /** `desk` is what the run starts PostgreSQL by; the name tells this one from those of other tests. */
  static async started(desk: string, name: string): Promise<OwnServers> {
    const place = `${desk}/${name}`
    const answer = await fetch(place)
    const address = await answer.text()
    if (!answer.ok) throw new Error(address)
    return new OwnServers(place, address, await NatsServer.started())
  }

  get nats(): string {
    return this.#nats.address
  }

  async fallOfPostgres(): Promise<void> {
    const answer = await fetch(this.#desk, { method: 'DELETE' })
    if (!answer.ok) throw new Error(await answer.text())
  }

  async fallOfNats(): Promise<void> {
    await this.#nats.kill()
    await pause(300)
    await this.#nats.start()
  }

  /** The desk ends its PostgreSQL with the run. */
  remove(): Promise<void> {
    return this.#nats.remove()
  }
}
