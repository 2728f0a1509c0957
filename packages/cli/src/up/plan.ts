import { relative, resolve } from 'node:path'
import { CommandLineError } from '../command-line-error.ts'
import type { Registered, ServiceSpec } from '../manifest.ts'
import { suggest } from '../suggest.ts'

/** A service with its paths made out. */
export interface Planned extends Pick<ServiceSpec, 'name' | 'process' | 'under' | 'operates'> {
  /** The name of its manifest. */
  readonly part: string
  readonly entry: string
  readonly args: readonly string[]
  /** Relative to the root. */
  readonly page?: string
  /** The folder of the mesh's rules. */
  readonly rules?: string
  readonly front: boolean
  /** People reach it at an address of its own: the front, or a part that has no front. */
  readonly isOpen: boolean
}

/** The services to start: those of every manifest, or `only` of the ones named. */
export function plan(
  root: string,
  registered: readonly Registered[],
  only: readonly string[],
): readonly Planned[] {
  const able = registered.filter(({ manifest }) => manifest.services.length > 0)
  const names = able.map(({ manifest }) => manifest.name)
  for (const name of only) {
    if (names.includes(name)) continue
    const meant = suggest(name, names)
    const sentence = meant ? `did you mean ${meant}?` : `there is ${names.join(', ') || 'none'}`
    throw new CommandLineError('WT_USAGE', `--only ${name}: nothing of that name, ${sentence}`)
  }
  const services = able
    .filter(({ manifest }) => only.length === 0 || only.includes(manifest.name))
    .flatMap(({ folder, manifest }) =>
      manifest.services.map(({ entry, args = [], page, front = false, open = false, ...as }) => ({
        ...{ ...as, part: manifest.name, entry: resolve(folder, entry), args, front },
        isOpen: front || open || !manifest.services.some((one) => one.front || one.open),
        ...(page !== undefined && { page: relative(root, resolve(folder, page)) }),
        ...(manifest.rules !== undefined && { rules: resolve(folder, manifest.rules) }),
      })),
    )
  check(services)
  const [alone, ...more] = services.some(({ front }) => front)
    ? []
    : services.filter((one) => one.isOpen)
  // alone, it is what people open
  return alone && more.length === 0
    ? services.map((one) => ({ ...one, front: one === alone }))
    : services
}

function check(services: readonly Planned[]): void {
  if (services.length === 0) throw new CommandLineError('WT_MANIFEST', 'no service is registered')
  const names = services.map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice) throw new CommandLineError('WT_MANIFEST', `two services are called ${twice}`)
  const fronts = services.filter(({ front }) => front).map(({ name }) => name)
  if (fronts.length > 1)
    throw new CommandLineError('WT_MANIFEST', `only one service is the front: ${fronts.join(', ')}`)
}
