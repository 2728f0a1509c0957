import { doorsOf } from './doors.ts'
import type { Exception } from './exceptions.ts'
import { type Finding, findingAt, list } from './finding.ts'
import type { Module } from './modules.ts'

/** Outside `packages/ports` no code reaches outside by itself, but for the exceptions, all of which must be in use.
 *
 * Tests, benchmarks, launchers, pages for the browser and tools' configuration are no code in this sense.
 */
export function portFindings(
  modules: readonly Module[],
  exceptions: readonly Exception[],
): Finding[] {
  const used = new Set<string>()
  const bound = modules.filter((it) => it.kind === 'code' && it.room !== 'packages/ports')
  const findings = bound.flatMap((module) =>
    doorsOf(module.program, module.imports).flatMap(({ door, at }) => {
      const isLetThrough = exceptions.some(
        ({ file, doors }) => file === module.path && doors.includes(door),
      )
      if (isLetThrough) used.add(`${module.path} ${door}`)
      return isLetThrough
        ? []
        : [findingAt(module, at, 'ports', `${door} is reached without a port; take it as one`)]
    }),
  )
  return [...findings, ...exceptions.flatMap((it) => unused(it, used))]
}

function unused({ file, doors }: Exception, used: ReadonlySet<string>): Finding[] {
  const idle = doors.filter((door) => !used.has(`${file} ${door}`))
  if (idle.length === 0) return []
  const says = `does not need its exception for ${list(idle)} any more; remove it`
  return [{ rule: 'exceptions', path: file, line: 1, says }]
}
