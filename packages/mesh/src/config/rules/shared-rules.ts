import { type Place, placeOf } from '../problem/place.ts'
import { type Problem, problem } from '../problem/problem.ts'
import { isLabel, isLabelKey, isLabelValue } from './dns.ts'

/** Who may see a resource: `*`, `.`, `~` or namespaces. */
export function* exportRules(exportTo: readonly string[] | undefined): Iterable<Problem> {
  if (exportTo === undefined) return
  for (const [i, one] of exportTo.entries()) {
    if (!['*', '.', '~'].includes(one) && !isLabel(one))
      yield problem(
        'WT_MESH_VALUE',
        placeOf(exportTo, i),
        `exportTo: '${one}' is no namespace, *, . or ~`,
      )
    if (exportTo.indexOf(one) < i)
      yield problem('WT_MESH_DUPLICATE', placeOf(exportTo, i), `exportTo names ${one} twice`)
  }
  for (const alone of ['*', '~'])
    if (exportTo.includes(alone) && exportTo.length > 1)
      yield problem('WT_MESH_CONFLICT', placeOf(exportTo), `exportTo has ${alone} and others`)
}

type Labels = { readonly [name: string]: string }

export function* labelRules(labels: Labels | undefined, of: string): Iterable<Problem> {
  for (const [name, value] of Object.entries(labels ?? {})) {
    const place = placeOf(labels as Labels, name)
    if (!isLabelKey(name))
      yield problem('WT_MESH_VALUE', place, `${of}: '${name}' is no name of a label`)
    if (!isLabelValue(value))
      yield problem('WT_MESH_VALUE', place, `${of}: '${value}' is no value of a label`)
  }
}

/** Selectors name labels one by one; Istio reads no wildcards in them. */
export function* selectorRules(labels: Labels | undefined, of: string): Iterable<Problem> {
  for (const [name, value] of Object.entries(labels ?? {}))
    if (name === '' || name.includes('*') || value.includes('*'))
      yield problem(
        'WT_MESH_VALUE',
        placeOf(labels as Labels, name),
        `${of}: '${name}: ${value}' has a wildcard or no name`,
      )
}

/** What a key or a value that is used twice is told. */
export function* duplicates(
  all: readonly { readonly value: string | number; readonly place: Place }[],
  sentence: (value: string | number) => string,
): Iterable<Problem> {
  const seen = new Set<string | number>()
  for (const { value, place } of all) {
    if (seen.has(value)) yield problem('WT_MESH_DUPLICATE', place, sentence(value))
    seen.add(value)
  }
}
