import {
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type Range,
  visit,
  type Scalar as YamlScalar,
} from 'yaml'
import type { ProblemCode } from '../problem/codes.ts'
import { type Place, remember } from '../problem/place.ts'
import { type Problem, problem } from '../problem/problem.ts'
import { text } from '../schema/scalars.ts'
import {
  type Field,
  type Fields,
  type Message,
  type Scalar,
  type Shape,
  Wrong,
} from '../schema/shape.ts'
import { embeddedOffsets } from './embedded-offsets.ts'
import { nearest } from './nearest.ts'
import { kindOf, type Source } from './source.ts'

type Parts = Map<string | number, Place>

/** Reads a document by the schema, strictly: whatever the schema does not know or allow is a problem, and nothing is thrown. */
export class Decoder {
  readonly #source: Source

  constructor(source: Source) {
    this.#source = source
  }

  /** The value, as far as it could be read; `source.problems` says what is wrong with it. */
  decode(shape: Shape, given: unknown, path: string, at: Place): unknown {
    const place = this.#source.placeOf(given, at)
    const node = this.#source.take(given)
    if (node === undefined) return undefined
    switch (shape.is) {
      case 'opaque':
        return undefined
      case 'scalar':
        return this.#scalar(shape, node, path, place)
      case 'list': {
        if (!isSeq(node)) return this.#wrongKind(path, place, 'a list', node)
        const items = node.items.map((item, i) =>
          this.decode(shape.of, item, `${path}[${i}]`, place),
        )
        const parts = node.items.map((item, i) => [i, this.#source.placeOf(item, place)] as const)
        remember(items, place, new Map(parts))
        return items
      }
      case 'names':
        return this.#names(shape.of, node, path, place)
      case 'message':
        return this.#message(shape, node, path, place)
      case 'embedded':
        return this.#embedded(shape.of, node, path, place)
    }
  }

  /** What is wrong in it is told where it stands, or at the text. */
  #embedded(of: Shape, node: Node, path: string, place: Place): unknown {
    const said = this.#scalar(text, node, path, place)
    if (typeof said !== 'string') return undefined
    const offset = embeddedOffsets(this.#source.text, node as YamlScalar, said)
    const document = parseDocument(said, { prettyErrors: false, uniqueKeys: false })
    const [error] = document.errors
    if (error !== undefined) {
      const at = offset ? this.#source.place(offset(error.pos[0])) : place
      return this.#problem('WT_MESH_YAML', at, `${path}: ${error.message.trimEnd()}`)
    }
    visit(document, {
      Node(_, inner) {
        inner.range = (offset && (inner.range?.map(offset) as Range | undefined)) ?? null
      },
    })
    return this.decode(of, document.contents, path, place)
  }

  #scalar(shape: Scalar<unknown>, node: Node, path: string, place: Place): unknown {
    if (!isScalar(node)) return this.#wrongKind(path, place, shape.says, node)
    const { value } = node
    if (typeof value !== shape.kind) return this.#wrongKind(path, place, shape.says, node)
    if (
      shape.kind === 'string' &&
      node.type === 'PLAIN' &&
      /^(?:yes|no|on|off)$/i.test(value as string)
    )
      return this.#problem(
        'WT_MESH_TYPE',
        place,
        `${path} is ${value}, which Kubernetes reads as a truth, not as a text`,
        'Put it between quotes',
      )
    const refusal = shape.refuses?.get(value as string | boolean)
    if (refusal !== undefined)
      return this.#problem(
        'WT_MESH_REFUSED',
        place,
        `${path}: ${value} is not run here: ${refusal}`,
      )
    const read = shape.read(value as string | number | boolean)
    return read instanceof Wrong ? this.#problem(read.code, place, `${path}: ${read.why}`) : read
  }

  #names(of: Shape, node: Node, path: string, place: Place): unknown {
    if (!isMap(node)) return this.#wrongKind(path, place, 'a map', node)
    const parts: Parts = new Map()
    const entries = node.items.map((pair) => {
      const key = this.#key(pair, parts, place)
      return [key, this.decode(of, pair.value, `${path}.${key}`, place)] as const
    })
    // not a class with a prototype: a header may be called constructor
    const value = Object.assign(Object.create(null), Object.fromEntries(entries)) as object
    remember(value, place, parts)
    return value
  }

  #message(shape: Message<Fields>, node: Node, path: string, place: Place): unknown {
    if (!isMap(node)) return this.#wrongKind(path, place, 'a map', node)
    const parts: Parts = new Map()
    const value: Record<string, unknown> = {}
    for (const pair of node.items) {
      const name = this.#key(pair, parts, place)
      const at = parts.get(name) as Place
      const field = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined
      if (field === undefined && shape.leaves?.test(name)) continue
      if (field === undefined) this.#unknown(shape, name, path, at)
      else value[name] = this.#field(field, pair.value, path === '' ? name : `${path}.${name}`, at)
    }
    for (const [name, { isRequired }] of Object.entries(shape.fields))
      if (isRequired && !parts.has(name))
        this.#problem('WT_MESH_MISSING', place, `${path || shape.name} has no ${name}`)
    for (const set of shape.oneOf) {
      const said = set.filter((name) => parts.has(name))
      if (said.length > 1)
        this.#problem(
          'WT_MESH_ONE_OF',
          parts.get(said[1] as string) as Place,
          `${path || shape.name} has ${said.join(' and ')}, of which one may be said`,
        )
    }
    remember(value, place, parts)
    return value
  }

  #field({ support, shape, note }: Field, given: unknown, path: string, at: Place): unknown {
    if (support === 'refused' || shape === undefined)
      return this.#problem('WT_MESH_REFUSED', at, `${path} is Istio's, and not run here: ${note}`)
    if (support === 'approximated' && shape.is !== 'opaque')
      this.#problem('WT_MESH_APPROXIMATED', at, `${path}: ${note}`)
    return this.decode(shape, given, path, at)
  }

  #unknown(shape: Message<Fields>, name: string, path: string, at: Place): void {
    const where = path || shape.name
    const known = Object.keys(shape.fields)
    const meant = nearest(name, known)
    const advice =
      meant === undefined ? `It may have ${known.join(', ')}` : `Perhaps ${meant} is meant`
    this.#problem('WT_MESH_UNKNOWN_FIELD', at, `${where} has no field ${shown(name)}`, advice)
  }

  #key(pair: Pair, parts: Parts, fallback: Place): string {
    const { key } = pair
    const name = isScalar(key) ? String(key.value) : kindOf(key)
    const place = this.#source.placeOf(key, fallback)
    if (parts.has(name)) this.#problem('WT_MESH_DUPLICATE', place, `${shown(name)} is said already`)
    parts.set(name, place)
    return name
  }

  #wrongKind(path: string, place: Place, wanted: string, node: unknown): undefined {
    const found = kindOf(node)
    const advice =
      wanted.startsWith('a text') && isScalar(node) ? 'Put it between quotes' : undefined
    return this.#problem(
      'WT_MESH_TYPE',
      place,
      `${path || 'the document'} must be ${wanted}; here is ${found}`,
      advice,
    )
  }

  #problem(code: ProblemCode, place: Place, sentence: string, advice?: string): undefined {
    const made: Problem = problem(code, place, sentence, advice)
    this.#source.report(made)
    return undefined
  }
}

const shown = (name: string) => (name.length > 64 ? `${name.slice(0, 64)}…` : name)
