import { type Exception, exceptions as ours } from './exceptions.ts'
import { type Finding, findingAt } from './finding.ts'
import { importFindings } from './import-table.ts'
import { type Module, modulesInGit, readModules } from './modules.ts'
import { portFindings } from './ports-rule.ts'

/** A longer module holds more than one idea. */
const mostLines = 500

/** Checks the import table, the walls between bounded contexts the ports rule and the size, over every module of the repository. */
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
    ...modules.flatMap(sizeFindings),
  ]
  return { findings, read: modules.length }
}

function sizeFindings(module: Module): Finding[] {
  const lines = module.text.trimEnd().split('\n').length
  if (lines <= mostLines) return []
  return [
    findingAt(module, 0, 'size', `${lines} lines; split it by idea, ${mostLines} is the most`),
  ]
}
