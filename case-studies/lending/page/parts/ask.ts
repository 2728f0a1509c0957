import { askWho, token } from './session.ts'

/** Where something is wrong with what was sent, and what. */
export interface Trouble {
  readonly code: string
  readonly sentence: string
  /** Of fields, by their path: `items.loanAmount.amount`. */
  readonly fields: ReadonlyMap<string, string>
}

export const isTrouble = (answer: unknown): answer is Trouble =>
  typeof answer === 'object' && answer !== null && 'sentence' in answer && 'fields' in answer

interface Problem {
  readonly code?: string
  readonly detail?: string
  readonly errors?: readonly { readonly path: string; readonly message: string }[]
}

/** What a service answers, or why there is no answer. */
async function ask<T>(path: string, init: RequestInit): Promise<T | Trouble> {
  try {
    const shown = token.value === '' ? {} : { authorization: `Bearer ${token.value}` }
    const answer = await fetch(`./api/${path}`, { ...init, headers: { ...init.headers, ...shown } })
    if (answer.status === 401) askWho()
    const said = (await answer.json()) as T & Problem
    return answer.ok ? said : troubleOf(said, answer.status)
  } catch {
    return {
      ...{ code: 'NOT_REACHED', fields: new Map() },
      sentence: 'The service does not answer. Try again in a moment.',
    }
  }
}

const troubleOf = ({ code = '', detail, errors = [] }: Problem, status: number): Trouble => ({
  code,
  sentence: detail ?? `The service answered ${status}.`,
  fields: new Map(errors.map(({ path, message }) => [path, message])),
})

export const read = <T>(path: string): Promise<T | Trouble> => ask<T>(path, {})

/** Sends a command under a key of its own, once. */
export const command = (path: string, body: object): Promise<object | Trouble> =>
  ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify(body),
  })

/** Reads now and every so often, while the page is seen. */
export function follow(work: () => Promise<void>, everyMs = 2_000): void {
  const round = async () => {
    if (!document.hidden) await work()
    setTimeout(round, everyMs)
  }
  void round()
}
