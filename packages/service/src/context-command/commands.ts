import { asyncApi, glossary, openApi, type Relation } from '@watertight/domain'
import type { Context } from './context.ts'
import { compared, inWords, lockOf, writeLock } from './contracts-lock.ts'
import { writeWhole } from './files.ts'
import { argumentsOf, contextNamed, type Mapped, mapOf, withContexts } from './maps.ts'
import { contextsPage, pageOf } from './page.ts'

const mapsOf = (context: Context, name: string | undefined) =>
  Promise.all(withContexts(context, name).map(mapOf))

export const map = (context: Context): Promise<number> => shown(context, ({ map }) => map.mermaid())

export const words = (context: Context): Promise<number> =>
  shown(context, ({ map }) => glossary(map))

async function shown(context: Context, print: (mapped: Mapped) => string): Promise<number> {
  const { name, flags } = argumentsOf(context, ['write'])
  const maps = await mapsOf(context, name)
  if (flags.has('write'))
    for (const mapped of maps) writeWhole(pageOf(mapped.folder), contextsPage(mapped))
  if (context.json)
    context.out.line(
      JSON.stringify(
        maps.map(({ name, folder, map }) => ({
          ...{ name, page: pageOf(folder), contexts: map.contexts.map((one) => one.name) },
          relations: map.relations.map(named),
          mermaid: map.mermaid(),
          glossary: glossary(map),
        })),
      ),
    )
  else
    for (const mapped of maps)
      context.out.line(flags.has('write') ? `wrote ${pageOf(mapped.folder)}` : print(mapped))
  return 0
}

/** A relation by the names of its contexts and words. */
const named = (relation: Relation) =>
  'between' in relation
    ? {
        kind: relation.kind,
        between: relation.between.map(({ name }) => name),
        words: relation.words.map(({ type }) => type),
      }
    : {
        ...relation,
        upstream: relation.upstream.name,
        downstream: relation.downstream.name,
      }

export async function lock(context: Context): Promise<number> {
  const { name, flags } = argumentsOf(context, ['write', 'accept-breaking'])
  const isAccepted = flags.has('accept-breaking')
  const all = (await mapsOf(context, name)).map((mapped) => {
    const { now, changes } = compared(mapped)
    const isBreaking = changes.some(({ breaking }) => breaking)
    const isWritten = isAccepted || (flags.has('write') && !isBreaking)
    if (isWritten) writeLock(mapped.folder, now)
    return { name: mapped.name, lock: lockOf(mapped.folder), changes, isBreaking, isWritten }
  })
  const refused = all.filter(({ isBreaking, isWritten }) => isBreaking && !isWritten)
  if (context.json) {
    context.out.line(JSON.stringify(all))
    return refused.length > 0 ? 1 : 0
  }
  for (const { lock, changes, isBreaking, isWritten } of all) {
    for (const change of changes) context.out.line(inWords(change))
    if (isWritten) context.out.line(`wrote ${lock}`)
    else if (isBreaking)
      context.out.line(
        `${lock} is as it was. Give what has changed a new name (shop.OrderPlaced.v2) beside the old one, or accept the break: npx watertight context lock --accept-breaking`,
      )
    else if (changes.length === 0) context.out.line(`${lock}: nothing has changed`)
  }
  return refused.length > 0 ? 1 : 0
}

export const openapi = (context: Context): Promise<number> => document(context, openApi)
export const asyncapi = (context: Context): Promise<number> => document(context, asyncApi)

async function document(context: Context, make: (of: any) => object): Promise<number> {
  const { name } = argumentsOf(context)
  context.out.line(JSON.stringify(make(await contextNamed(context, name)), null, 2))
  return 0
}
