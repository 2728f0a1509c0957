import { type ClientPolicies, type ClientPorts, foreignSystem } from '@watertight/service'
import type { Party } from '../intake/language.ts'
import type { Dialect, Heard } from './dialect.ts'
import { meridian } from './meridian.ts'
import { northstar } from './northstar.ts'
import type { Bureau } from './report.ts'

const dialects = { northstar, meridian } as const satisfies { readonly [B in Bureau]: Dialect }

/** Each bureau has a circuit breaker of its own: one that is down keeps nobody from the other. */
export type BureauPolicies = { readonly [B in Bureau]: ClientPolicies }

/** Asks a bureau about everybody in an application. However often it is asked, it is one inquiry. Rejects where there is no answer. */
export type BureauClient = (
  bureau: Bureau,
  application: string,
  parties: readonly Party[],
  signal: AbortSignal,
) => Promise<Heard>

/** The bureaus, in the words of credit data. */
export function bureauClient(ports: ClientPorts, policies: BureauPolicies): BureauClient {
  const ask = {
    northstar: foreignSystem('bureaus', ports, { policies: policies.northstar }),
    meridian: foreignSystem('bureaus', ports, { policies: policies.meridian }),
  }
  return (bureau, application, parties, signal) => {
    const dialect: Dialect = dialects[bureau]
    const body = dialect.ask(application, parties)
    const key = `${bureau}/${application}`
    return ask[bureau]({ method: 'POST', path: dialect.path, key, body, signal }, (status, said) =>
      // accepted, and not ready: no answer yet
      status === 202 ? undefined : dialect.read(said, application, parties),
    )
  }
}
