import { posix } from 'node:path'

/** Folders of a case study that are no bounded context: the edge and its clients, which reach the services from outside. */
const edge = new Set(['drills', 'flow', 'gateway', 'import', 'page', 'traffic'])

/** Folders that several contexts of a case study share: pure code, the same for all, entered by its `index.ts`. Each has a decision in docs/decisions. */
const sharedKernels = new Set(['rates'])

/** Why a place of a case study may not import another; undefined where it may.
 *
 * A context knows a sibling by its published language alone, and only where it translates it: `orders/from-payments.ts`
 * imports `payments/published.ts`. The edge knows published languages only. Both may import a shared kernel, which imports
 * neither. Files beside the folders join them all.
 */
export function breachOfContext(place: string, target: string): string | undefined {
  const [here, there] = [folderOf(place), folderOf(target)]
  if (!here || here === there) return undefined
  if (there !== undefined && sharedKernels.has(there)) {
    if (target === `${there}/index.ts`) return undefined
    return `${here} imports ${target}; of the shared kernel ${there} it may know index.ts alone`
  }
  if (sharedKernels.has(here))
    return `the shared kernel ${here} imports ${target}; it may import nothing of its case study`
  if (edge.has(here) && !isContext(there)) return undefined
  if (!isContext(there)) return `context ${here} imports ${target}, which is outside the contexts`
  if (target !== `${there}/published.ts`) {
    return `${here} imports ${target}; of ${there} it may know published.ts alone`
  }
  if (edge.has(here) || posix.basename(place) === `from-${there}.ts`) return undefined
  return `only from-${there}.ts of ${here} translates the language of ${there}`
}

function folderOf(place: string): string | undefined {
  const [folder, ...file] = place.split('/')
  return file.length > 0 ? folder : undefined
}

function isContext(folder: string | undefined): folder is string {
  return folder !== undefined && !edge.has(folder)
}
