import { json, type Ports } from '@watertight/ports'

/** What a service said, or why it said nothing. */
export type Said =
  | { readonly is: 'said'; readonly status: number; readonly body: any }
  | { readonly is: 'silent'; readonly because: string }

export interface Question {
  readonly method?: 'GET' | 'POST'
  readonly path: string
  /** The path's pattern, for telemetry. */
  readonly route: string
  readonly body?: object
  readonly signal: AbortSignal
  readonly patienceMs?: number
}

/** A person waits for the answer. */
const patienceMs = 3_000

/** Asks one service. One that does not answer is told as such, in words; nothing is thrown but the caller's own abort. */
export const asking =
  ({ transport, clock }: Pick<Ports, 'transport' | 'clock'>) =>
  async (service: string, question: Question): Promise<Said> => {
    const { method = 'GET', path, route, body, signal } = question
    try {
      const answer = await transport.call({
        ...{ to: service, method, path, route, signal },
        deadline: clock.now() + (question.patienceMs ?? patienceMs),
        ...(body && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      })
      return { is: 'said', status: answer.status, body: json(answer.body) }
    } catch (error) {
      signal.throwIfAborted()
      const { code } = error as { readonly code?: unknown }
      const why = typeof code === 'string' ? code : 'its answer cannot be read'
      return {
        is: 'silent',
        because: `${service} does not answer (${why}). The rest is shown; ask again in a moment.`,
      }
    }
  }
export type Asking = ReturnType<typeof asking>
