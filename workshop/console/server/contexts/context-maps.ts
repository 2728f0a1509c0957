import { pathToFileURL } from 'node:url'
import type { Manifest } from '@watertight/cli'
import type { BoundedContext, ContextMap } from '@watertight/domain'
import type { ContextsView, ContextView, RelationView } from '../views/context-view.ts'
import type { Part } from '../watch/run-note.ts'

/** The context maps of all parts that run, built by the code that `watertight context` builds them by. */
export async function contextsOf(parts: readonly Part[]): Promise<ContextsView> {
  const all = await Promise.all(parts.map(ofPart))
  return {
    contexts: all.flatMap(({ contexts }) => contexts),
    relations: all.flatMap(({ relations }) => relations),
    broken: all.flatMap(({ broken }) => broken),
  }
}

async function ofPart({ name: part, file }: Part): Promise<ContextsView> {
  try {
    const module: { readonly default?: Manifest } = await import(pathToFileURL(file).href)
    const map = await module.default?.contexts?.()
    return {
      contexts: map?.contexts.map((context) => viewOf(context, part)) ?? [],
      relations: map?.relations.map(relationOf) ?? [],
      broken: [],
    }
  } catch (error) {
    return { contexts: [], relations: [], broken: [{ part, why: (error as Error).message }] }
  }
}

const types = (all: readonly { readonly type: string }[]) => all.map(({ type }) => type)

const viewOf = (context: BoundedContext, part: string): ContextView => ({
  ...{ name: context.name, part, purpose: context.purpose },
  owns: context.owns.map(({ name, kind, commands, events }) => ({
    ...{ name, kind, commands: types(commands), events: types(events) },
  })),
  accepts: types(context.accepts),
  publishes: types(context.speaks?.events ?? []),
  hears: context.hears.map(({ from, sends }) => ({
    ...{ from: from.context, events: types(from.events), sends: types(sends) },
  })),
  runs: context.runs.map(({ name }) => name),
  calls: context.calls.map((language) => language.context),
})

function relationOf(relation: ContextMap['relations'][number]): RelationView {
  if ('between' in relation) {
    const [one, other] = relation.between
    return { kind: relation.kind, upstream: one.name, downstream: other.name, offers: [] }
  }
  const { kind, upstream, downstream, offers } = relation
  return { kind, upstream: upstream.name, downstream: downstream.name, offers }
}
