import { anticorruption, contextMap } from '@watertight/domain'
import { Compliance } from './compliance/context.ts'
import { Origination } from './origination/context.ts'
import { Servicing } from './servicing/context.ts'
import { Underwriting } from './underwriting/context.ts'

/** Lending's bounded contexts. Compliance hears everybody; who decides must not know what compliance knows, so no line leads back. */
export const lending = contextMap(
  'Lending',
  [Origination, Underwriting, Servicing, Compliance],
  [
    anticorruption({
      ...{ upstream: Underwriting, downstream: Origination },
      offers: ['open host', 'published language'],
    }),
    anticorruption({ upstream: Origination, downstream: Servicing }),
    anticorruption({ upstream: Underwriting, downstream: Servicing }),
    anticorruption({ upstream: Origination, downstream: Compliance }),
    anticorruption({ upstream: Underwriting, downstream: Compliance }),
    anticorruption({ upstream: Servicing, downstream: Compliance }),
  ],
)
