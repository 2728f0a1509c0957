import { resolve } from 'node:path'
import type { EventType, Message } from '@watertight/domain'
import { checkShapes } from '../../shapes/check-shapes.ts'
import { type Context, usageError } from '../context.ts'
import { textOf, writeWhole } from '../files.ts'
import { argumentsOf, exportOf } from '../options.ts'

/** `watertight log shapes`: whether events still have the shapes that are recorded of their versions. */
export async function shapes({ args, json, out }: Context): Promise<number> {
  const { values, positionals } = argumentsOf(args, ['FILE#NAME', 'GOLDEN'], {
    write: { type: 'boolean' },
  })
  const [place, golden] = positionals as readonly [string, string]
  const declared = await exportOf('FILE#NAME', place)
  if (!isDeclared(declared)) throw usageError(`${place} is no { events, examples }`)
  const recorded = textOf(resolve(golden))
  if (!isRecord(recorded)) throw usageError(`${golden} is no record of shapes`)

  const { findings, text } = checkShapes(declared.events, declared.examples, recorded)
  const fresh = versionsOf(text).filter((version) => !versionsOf(recorded).includes(version))
  const written = values.write === true && findings.length === 0 && fresh.length > 0
  if (written) await writeWhole(resolve(golden), [text])
  if (json) out.line(JSON.stringify({ findings, fresh, written }, null, 2))
  else {
    for (const finding of findings) out.line(finding)
    for (const version of fresh)
      out.line(written ? `${version} is recorded.` : `${version} is not recorded: see --write.`)
    out.line(`${declared.events.length} events, ${findings.length || 'no'} findings`)
  }
  return findings.length === 0 && (written || fresh.length === 0) ? 0 : 1
}

interface Declared {
  readonly events: readonly EventType[]
  readonly examples: readonly Message[]
}
function isDeclared(value: unknown): value is Declared {
  const { events, examples } = (value ?? {}) as Partial<Declared>
  return Array.isArray(events) && Array.isArray(examples)
}

const versionsOf = (record: string) => Object.keys(record === '' ? {} : JSON.parse(record))

function isRecord(text: string): boolean {
  try {
    versionsOf(text)
    return true
  } catch {
    return false
  }
}
