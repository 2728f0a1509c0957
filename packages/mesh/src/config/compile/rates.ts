import type { ClientRate, Rate, RouteRates } from '../../model/rate.ts'
import type { rateLimits } from '../schema/annotations.ts'
import type { VirtualService } from '../schema/kinds.ts'
import type { ValueOf } from '../schema/shape.ts'
import { namespaceOf } from './caller.ts'

type Said = NonNullable<ValueOf<typeof rateLimits>['eachClient']>

const saidIn = ({ metadata }: VirtualService) =>
  metadata.annotations?.['watertight.dev/rate-limits']

const nameOf = (one: VirtualService) => `${namespaceOf(one)}/${one.metadata.name}`

export function clientRatesOf(all: readonly VirtualService[]): readonly ClientRate[] {
  return all.flatMap((one) => {
    const { eachClient } = saidIn(one) ?? {}
    return eachClient === undefined ? [] : [{ name: nameOf(one), ...rateOf(eachClient) }]
  })
}

/** Of the routes that have this name in it. */
export function routeRatesOf(
  one: VirtualService,
  route: string | undefined,
): RouteRates | undefined {
  const rates = route === undefined ? undefined : saidIn(one)?.routes?.[route]
  if (rates === undefined) return undefined
  const { all, eachClient } = rates
  return {
    name: `${nameOf(one)}: ${route}`,
    ...(all && { all: rateOf(all) }),
    ...(eachClient && { eachClient: rateOf(eachClient) }),
  }
}

const rateOf = ({ perSecond, burst }: Said): Rate => ({
  perSecond,
  burst: burst ?? Math.max(1, Math.ceil(perSecond)),
})
