import type { Call, Transport } from '@watertight/ports'

/** The access token to show to a context. */
export type TokenFor = (context: string) => Promise<string>

/** A transport whose calls show a token to whom they go. They also reject with what `tokenFor` throws. */
export function bearing(transport: Transport, tokenFor: TokenFor): Transport {
  const shown = async <C extends Call>(call: C): Promise<C> => ({
    ...call,
    headers: { ...call.headers, authorization: `Bearer ${await tokenFor(call.to)}` },
  })
  return {
    isPublic: transport.isPublic,
    call: async (call) => transport.call(await shown(call)),
    open: async (call) => transport.open(await shown(call)),
    serve: (name, handler) => transport.serve(name, handler),
  }
}
