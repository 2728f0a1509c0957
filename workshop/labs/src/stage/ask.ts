import { type Call, json, type Payload, type Ports, TransportError } from '@watertight/ports'

/** What somebody got who asked a service. */
export interface Answered {
  readonly sentAt: number
  readonly at: number
  /** Undefined where no answer came while they waited. */
  readonly status: number | undefined
  /** The body, undefined where it is no JSON. */
  readonly said: unknown
}

/** Asks, and waits for `waitMs`. Times count from `began`. */
export async function ask(
  { clock, transport }: Ports,
  began: number,
  { waitMs, ...call }: Omit<Call, 'deadline'> & { readonly waitMs: number },
): Promise<Answered> {
  const at = () => clock.now() - began
  const sentAt = at()
  try {
    const deadline = clock.now() + waitMs
    const { status, body } = await transport.call({ ...call, deadline })
    return { sentAt, at: at(), status, said: jsonOr(body) }
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    return { sentAt, at: at(), status: undefined, said: undefined }
  }
}

/** What a body says, undefined where it is no JSON. */
export function jsonOr(body: Payload): unknown {
  try {
    return json(body)
  } catch {
    return undefined
  }
}

/** A field of what somebody said, whatever they said. */
export const fieldOf = (said: unknown, name: string): unknown =>
  typeof said === 'object' && said !== null && Object.hasOwn(said, name)
    ? (said as Readonly<Record<string, unknown>>)[name]
    : undefined
