import { anticorruption, contextMap } from '@watertight/domain'
import { Compliance } from './compliance/context.ts'
import { Servicing } from './servicing/context.ts'
import { Underwriting } from './underwriting/context.ts'

/** Lending's bounded contexts. Compliance hears who decides; who decides must not know what compliance knows, so nothing flows back. */
export const lending = contextMap(
  'Lending',
  [Underwriting, Servicing, Compliance],
  [
    anticorruption({ upstream: Underwriting, downstream: Compliance }),
    anticorruption({ upstream: Servicing, downstream: Compliance }),
  ],
)
