/**
 * A promise resolved with it is rejected one turn later, when whoever asked listens. One that is rejected at once is noted by the host
 * as unhandled, and the note taken back, which costs more than all else about a refusal.
 */
export class Rejection {
  readonly #error: unknown

  constructor(error: unknown) {
    this.#error = error
  }

  // biome-ignore lint/suspicious/noThenProperty: that it has to be waited for is what it is for
  then(_: unknown, reject: (error: unknown) => void): void {
    reject(this.#error)
  }
}
