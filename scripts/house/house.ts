import { type Exception, exceptions as ours } from './exceptions.ts'
import type { Finding } from './finding.ts'
import { importFindings } from './import-table.ts'
import { modulesInGit, readModules } from './modules.ts'
import { portFindings } from './ports-rule.ts'

/** Checks the import table, the walls between bounded contexts and the ports rule, over every module of the repository. */
export function checkHouse(
  root: string,
  exceptions: readonly Exception[] = ours,
): { readonly findings: readonly Finding[]; readonly read: number } {
  const { modules, broken } = readModules(root)
  const seen = new Set([...modules, ...broken].map(({ path }) => path))
  const missed = modulesInGit(root).filter((path) => !seen.has(path))
  const reading = [
    ...broken,
    ...missed.map((path) => ({ path, reason: 'git has this module, the check did not read it' })),
  ].map(({ path, reason }): Finding => ({ rule: 'reading', path, line: 1, says: reason }))
  const findings = [
    ...reading,
    ...importFindings(root, modules),
    ...portFindings(modules, exceptions),
  ]
  return { findings, read: modules.length }
}
