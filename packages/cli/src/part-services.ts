import { resolve } from 'node:path'
import { CommandLineError } from './command-line-error.ts'
import type { PartService, Registered } from './manifest.ts'
import { suggest } from './suggest.ts'
import { killProcess } from './supervisor/child.ts'
import { readRunFile } from './supervisor/run-file.ts'
import { loadStart } from './up/load-start.ts'

/** The services that the manifest of this name has; throws `WT_USAGE` when there is none. */
export function partServices(
  part: string,
  registered: readonly Registered[],
  data: string,
): readonly PartService[] {
  const found = registered.find(({ manifest }) => manifest.name === part)
  if (found === undefined) {
    const names = registered.map(({ manifest }) => manifest.name)
    const meant = suggest(part, names)
    throw new CommandLineError(
      'WT_USAGE',
      `nothing is called ${part}. ${meant ? `Did you mean ${meant}?` : `There is ${names.join(', ')}`}`,
    )
  }
  return found.manifest.services.map(({ name, entry, args = [] }) => ({
    ...{ name, args },
    load: () => loadStart(resolve(found.folder, entry), name),
    process() {
      const running = readRunFile(data)?.services[name]
      return running && { ...running, kill: () => killProcess(running.pid) }
    },
  }))
}
