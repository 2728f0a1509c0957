import { contextMap } from '@watertight/domain'
import { Compliance } from './compliance/context.ts'
import { Underwriting } from './underwriting/context.ts'

/** Lending's bounded contexts. They are apart on purpose: who decides must not know what compliance knows. */
export const lending = contextMap('Lending', [Underwriting, Compliance], [])
