import { type Call, json, type Reply, type Transport } from '@watertight/ports'
import type { z } from 'zod'

/** Whom the edge asks, and until when an answer is of use. */
export interface Asker {
  readonly transport: Transport
  readonly deadline: number
  readonly trace: string
  readonly signal?: AbortSignal
}

/** Why there is nothing to show from a service, for people. */
class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

/** The answer of a service, as it has promised it; rejects with `NoAnswer`. */
export async function asked<T>(
  { transport, ...by }: Asker,
  call: Pick<Call, 'to' | 'path' | 'headers'>,
  promised: z.ZodType<T>,
): Promise<T> {
  const reply = await transport
    .call({ ...by, ...call, method: 'GET' })
    .catch((error) => Promise.reject(new NoAnswer(`${call.to}: ${error.code ?? error.message}`)))
  if (reply.status !== 200) throw new NoAnswer(`${call.to}: ${reply.status}${flagOf(reply)}`)
  const found = promised.safeParse(parsed(reply))
  if (!found.success) throw new NoAnswer(`${call.to}: it does not answer as it promised`)
  return found.data
}

/** What the mesh says about an answer of its own, in Envoy's letters. */
function flagOf(reply: Reply): string {
  const flag = (parsed(reply) as { readonly flag?: unknown } | undefined)?.flag
  return typeof flag === 'string' ? ` ${flag}` : ''
}

function parsed({ body }: Reply): unknown {
  try {
    return json(body)
  } catch {
    return undefined
  }
}
