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
type Asking = ReturnType<typeof asking>

/** Asks all at once; who does not answer is named, and the rest is there. */
export async function everywhere(ask: Asking, services: readonly string[], question: Question) {
  const all = await Promise.all(
    services.map(async (service) => ({ service, said: await ask(service, question) })),
  )
  return {
    found: all.flatMap(({ service, said }) =>
      said.is === 'said' && said.status === 200 ? [{ service, body: said.body }] : [],
    ),
    silent: all.flatMap(({ service, said }) => {
      if (said.is === 'silent') return [said.because]
      // what is not there it does not have
      return said.status === 200 || said.status === 404
        ? []
        : [`${service} answers ${said.status}: ${said.body?.detail ?? ''}`]
    }),
  }
}
