import { type Contracts, unknownShapes } from '@watertight/domain'
import type { Context, Registered } from './context.ts'
import { compared, inWords, lockOf } from './contracts-lock.ts'
import { textOf } from './files.ts'
import { argumentsOf, mapOf, withContexts } from './maps.ts'
import { contextsPage, pageOf } from './page.ts'

interface Checked {
  readonly name: string
  readonly findings: readonly string[]
  /** What to know, and no reason to fail. */
  readonly notes: readonly string[]
}

/** Whether every map builds, the contracts are as they were locked, and the pages say what the contexts say. */
export async function check(context: Context): Promise<number> {
  const { name } = argumentsOf(context)
  const checked = await Promise.all(withContexts(context, name).map(checkOne))
  if (context.json) context.out.line(JSON.stringify(checked))
  else
    for (const { name, findings, notes } of checked) {
      for (const note of notes) context.out.line(`${name}: note: ${note}`)
      for (const finding of findings) context.out.line(`${name}: ${finding}`)
      if (findings.length === 0) context.out.line(`${name}: no findings`)
    }
  return checked.some(({ findings }) => findings.length > 0) ? 1 : 0
}

async function checkOne(registered: Registered): Promise<Checked> {
  const { name } = registered.manifest
  try {
    const mapped = await mapOf(registered)
    const { now, isLocked, changes } = compared(mapped)
    const lockFindings = isLocked ? changes.map(inWords) : [`${lockOf(mapped.folder)} is missing`]
    const isFresh = textOf(pageOf(mapped.folder)) === contextsPage(mapped)
    return {
      name,
      findings: [
        ...lockFindings,
        ...(lockFindings.length > 0 ? [lockAdvice] : []),
        ...(isFresh ? [] : [`${pageOf(mapped.folder)} is out of date. ${pageAdvice}`]),
      ],
      notes: notesOf(now),
    }
  } catch (error) {
    return { name, findings: [(error as Error).message], notes: [] }
  }
}

const lockAdvice =
  'the contracts are not as they were locked. See what breaks, or lock them: npx watertight context lock --write'
const pageAdvice = 'Write it: npx watertight context glossary --write'

const notesOf = (contracts: Contracts) =>
  unknownShapes(contracts).map(
    (place) => `no JSON Schema for ${place}: a change of it is not noticed`,
  )
