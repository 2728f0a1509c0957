export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export type JsonObject = { readonly [name: string]: Json }

/** One operation of a JSON Patch (RFC 6902): of its six, the three that a difference takes. */
export type Operation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string }
export type Patch = readonly Operation[]

/** What turns `before` into `after`. Parts that are the same object are not looked into, so a state that shares what did not change is compared in the time of what did. */
export function diff(before: Json, after: Json): Patch {
  const patch: Operation[] = []
  compare(before, after, '', patch)
  return patch
}

/** The document after the patch; what the patch leaves alone is shared with the one before. Throws RangeError where a path is not there: the patch is of another document. */
export function applyPatch(document: Json, patch: Patch): Json {
  let now = document
  for (const operation of patch) now = changed(now, pathOf(operation.path), 0, operation)
  return now
}

function compare(before: Json, after: Json, path: string, patch: Operation[]): void {
  if (before === after) return
  if (Array.isArray(before) && Array.isArray(after)) compareLists(before, after, path, patch)
  else if (isObject(before) && isObject(after)) compareObjects(before, after, path, patch)
  else patch.push({ op: 'replace', path, value: after })
}

function compareObjects(before: JsonObject, after: JsonObject, path: string, patch: Operation[]) {
  for (const name of Object.keys(before))
    if (!Object.hasOwn(after, name)) patch.push({ op: 'remove', path: under(path, name) })
  for (const [name, value] of Object.entries(after))
    if (Object.hasOwn(before, name)) compare(before[name] as Json, value, under(path, name), patch)
    else patch.push({ op: 'add', path: under(path, name), value })
}

/** What is alike at both ends stays; between them what stands at the same place is compared, and the rest comes or goes. */
function compareLists(
  before: readonly Json[],
  after: readonly Json[],
  path: string,
  patch: Operation[],
): void {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && isSame(before[start] as Json, after[start] as Json)) start++
  let end = 0
  while (
    end < shorter - start &&
    isSame(before[before.length - 1 - end] as Json, after[after.length - 1 - end] as Json)
  )
    end++
  const [old, now] = [before.length - end, after.length - end]
  const both = Math.min(old, now)
  for (let i = start; i < both; i++)
    compare(before[i] as Json, after[i] as Json, `${path}/${i}`, patch)
  for (let i = old - 1; i >= both; i--) patch.push({ op: 'remove', path: `${path}/${i}` })
  for (let i = both; i < now; i++)
    patch.push({ op: 'add', path: `${path}/${i}`, value: after[i] as Json })
}

function isSame(one: Json, other: Json): boolean {
  if (one === other) return true
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, i) => isSame(item, other[i] as Json))
  if (!isObject(one) || !isObject(other)) return false
  const names = Object.keys(one)
  return (
    names.length === Object.keys(other).length &&
    names.every(
      (name) => Object.hasOwn(other, name) && isSame(one[name] as Json, other[name] as Json),
    )
  )
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** RFC 6901 §3. */
const under = (path: string, name: string) =>
  `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`

const pathOf = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))

function changed(
  document: Json,
  path: readonly string[],
  depth: number,
  operation: Operation,
): Json {
  const name = path[depth]
  if (name === undefined) return operation.op === 'remove' ? null : operation.value
  const isLast = depth === path.length - 1
  if (Array.isArray(document)) {
    const index = Number(name)
    const most = isLast && operation.op === 'add' ? document.length : document.length - 1
    if (!/^\d+$/.test(name) || index > most) throw missing(operation)
    if (!isLast)
      return document.with(index, changed(document[index] as Json, path, depth + 1, operation))
    if (operation.op === 'replace') return document.with(index, operation.value)
    return operation.op === 'add'
      ? document.toSpliced(index, 0, operation.value)
      : document.toSpliced(index, 1)
  }
  const isNew = isLast && operation.op === 'add'
  if (!isObject(document) || !(isNew || Object.hasOwn(document, name))) throw missing(operation)
  if (isLast && operation.op === 'remove') {
    const { [name]: _, ...rest } = document
    return rest
  }
  const value = isLast
    ? (operation as { readonly value: Json }).value
    : changed(document[name] as Json, path, depth + 1, operation)
  // a field called __proto__ is a field like any other
  return Object.defineProperty({ ...document }, name, {
    ...{ value, enumerable: true, configurable: true, writable: true },
  })
}

const missing = ({ op, path }: Operation) =>
  new RangeError(`the document has no ${path} to ${op}: the patch is of another one`)
