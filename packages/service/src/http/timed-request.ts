import { Expiring, type Request } from '@watertight/ports'
import { answerWith } from './problem.ts'
import type { Answer } from './router.ts'

/** A request whose time is over at `due`: it is then answered with a problem, whatever its work does, and its signal fires. */
export class TimedRequest extends Expiring implements Request {
  readonly #request: Request
  #owner: AbortController | undefined
  #isLate = false
  #answer: (answer: Answer) => void = () => {}

  constructor(request: Request, due: number) {
    super()
    this.#request = request
    this.due = due
  }
  get method() {
    return this.#request.method
  }
  get path() {
    return this.#request.path
  }
  get headers() {
    return this.#request.headers
  }
  get body() {
    return this.#request.body
  }
  get trace() {
    return this.#request.trace
  }
  get deadline() {
    return this.due
  }
  get signal(): AbortSignal {
    if (this.#owner === undefined) {
      const { signal } = this.#request
      const owner = new AbortController()
      const leave = () => owner.abort(signal.reason)
      if (signal.aborted) leave()
      else signal.addEventListener('abort', leave, { once: true })
      if (this.#isLate) owner.abort(late())
      this.#owner = owner
    }
    return this.#owner.signal
  }

  /** The answer of the work, or that its time is over. */
  answered(work: Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#answer = resolve
      work.then(resolve, reject)
    })
  }

  expire(): void {
    this.#isLate = true
    this.#answer(exceeded())
    this.#owner?.abort(late())
  }
}

const late = () => new Error('the time for the request is over')

export const exceeded = () => answerWith('WT_DEADLINE_EXCEEDED', 'There was no answer in time.')
