import { anticorruption, contextMap } from '@watertight/domain'
import { Compliance } from './compliance/context.ts'
import { Origination } from './origination/context.ts'
import { Underwriting } from './underwriting/context.ts'

/** Lending's bounded contexts. Who decides must not know what compliance knows: no line leads from there to underwriting. */
export const lending = contextMap(
  'Lending',
  [Origination, Underwriting, Compliance],
  [
    anticorruption({
      ...{ upstream: Underwriting, downstream: Origination },
      offers: ['open host', 'published language'],
    }),
  ],
)
