import { FaultsError } from './faults-error.ts'
import type { Scenario } from './read-faults.ts'
import { servicesIn, spansOf } from './timeline.ts'

/** What a scenario names must be there before anything is done: throws WT_FAULTS_SYSTEM. */
export function checkNames(
  scenario: Scenario,
  services: readonly { readonly name: string }[],
): void {
  const known = services.map(({ name }) => name)
  const { faults, traffic = [], afterwards = [], system } = scenario
  const named = [
    ...servicesIn(spansOf(scenario)),
    ...faults.flatMap(({ partition, delay, duplicate }) =>
      [partition, delay, duplicate].flatMap((one) => one?.to ?? []),
    ),
    ...[...traffic, ...afterwards].map(({ service }) => service),
  ]
  const missing = named.find((name) => !known.includes(name))
  if (missing !== undefined)
    throw new FaultsError(
      'WT_FAULTS_SYSTEM',
      `${system} has no service ${missing}. It has ${known.join(', ')}`,
      { missing },
    )
}
