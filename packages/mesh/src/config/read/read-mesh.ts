import { type Document, isMap } from 'yaml'
import { comparePlaces, compareTexts, placeOf } from '../problem/place.ts'
import { type Problem, problem } from '../problem/problem.ts'
import { resourceRules } from '../rules/resource-rules.ts'
import { type Kind, kinds, type Resource } from '../schema/kinds.ts'
import { Decoder } from './decode.ts'
import { nearest } from './nearest.ts'
import { type MeshFile, Source } from './source.ts'

export interface MeshRules {
  /** Those without an error, in the order of the files' names and of the documents in them. */
  readonly resources: readonly Resource[]
  /** In the order of their places. */
  readonly problems: readonly Problem[]
}

/**
 * Reads DestinationRules, VirtualServices and ServiceEntries from YAML, several documents in each file.
 *
 * It never throws: what is wrong is told with file, line and column, all of it at once. A document with an error is left out of
 * `resources`; whoever runs rules takes none of them while one has an error.
 */
export const readMesh = (files: readonly MeshFile[]): MeshRules => meshReader()(files)

/** The same for who reads again and again: a file is read anew only when its text is another. */
export function meshReader(): typeof readMesh {
  let known: ReadonlyMap<string, { readonly text: string; readonly rules: MeshRules }> = new Map()
  return (files) => {
    known = new Map(
      files.map((file) => {
        const before = known.get(file.name)
        const rules = before?.text === file.text ? before.rules : readFile(file)
        return [file.name, { text: file.text, rules }]
      }),
    )
    const all = [...known].sort(([a], [b]) => compareTexts(a, b)).map(([, { rules }]) => rules)
    const resources = all.flatMap((one) => one.resources)
    const problems = [...all.flatMap((one) => one.problems), ...sameNames(resources)]
    return { resources, problems: problems.sort((a, b) => comparePlaces(a.place, b.place)) }
  }
}

function readFile(file: MeshFile): MeshRules {
  const source = new Source(file)
  const resources: Resource[] = []
  for (const document of source.documents) {
    const before = source.errors
    const resource = readDocument(source, document)
    if (resource === undefined || source.errors > before) continue
    source.report(...resourceRules(resource))
    if (source.errors === before) resources.push(resource)
  }
  return { resources, problems: source.problems }
}

function readDocument(source: Source, { contents }: Document): Resource | undefined {
  const at = source.placeOf(contents, source.place(0))
  const kind = isMap(contents) ? contents.get('kind') : undefined
  if (typeof kind === 'string' && Object.hasOwn(kinds, kind))
    return new Decoder(source).decode(kinds[kind as Kind], contents, '', at) as Resource | undefined
  const said = kind === undefined ? 'has no kind' : `has the kind ${String(kind).slice(0, 64)}`
  const known = Object.keys(kinds)
  const meant = nearest(String(kind), known)
  source.report(
    problem(
      'WT_MESH_KIND',
      isMap(contents) ? source.placeOf(contents.get('kind', true), at) : at,
      `the document ${said}; read are ${known.join(', ')}`,
      meant === undefined ? undefined : `Perhaps ${meant} is meant`,
    ),
  )
  return undefined
}

/** Kubernetes keeps one resource of a kind under a name. */
function sameNames(resources: readonly Resource[]): readonly Problem[] {
  const seen = new Map<string, Resource>()
  return resources.flatMap((resource) => {
    const { kind, metadata } = resource
    const key = `${kind} ${metadata.namespace ?? 'default'}/${metadata.name}`
    const first = seen.get(key)
    if (first === undefined) {
      seen.set(key, resource)
      return []
    }
    const { file, line } = placeOf(first)
    return [problem('WT_MESH_DUPLICATE', placeOf(resource), `${key} is at ${file}:${line} already`)]
  })
}
