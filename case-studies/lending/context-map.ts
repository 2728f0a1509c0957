import { anticorruption, contextMap } from '@watertight/domain'
import { Compliance } from './compliance/context.ts'
import { Origination } from './origination/context.ts'
import { Servicing } from './servicing/context.ts'
import { Underwriting } from './underwriting/context.ts'

/** Lending's bounded contexts. Compliance hears what is asked and who decides; who decides must not know what compliance knows, so nothing flows back. */
export const lending = contextMap(
  'Lending',
  [Origination, Underwriting, Servicing, Compliance],
  [
    anticorruption({
      ...{ upstream: Underwriting, downstream: Origination },
      offers: ['open host', 'published language'],
    }),
    anticorruption({ upstream: Origination, downstream: Compliance }),
    anticorruption({ upstream: Underwriting, downstream: Compliance }),
    anticorruption({ upstream: Servicing, downstream: Compliance }),
  ],
)
