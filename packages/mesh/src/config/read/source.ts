import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  visit,
} from 'yaml'
import type { Place } from '../problem/place.ts'
import { isError, type Problem, problem } from '../problem/problem.ts'

/** A file of rules. */
export interface MeshFile {
  /** As problems name it. */
  readonly name: string
  readonly text: string
}

const mostCharacters = 131_072
const mostProblems = 100
/** Values in one file, aliases counted as often as they are used. */
const mostValues = 20_000

/** A file as YAML, and the problems of it. It counts what is taken from it, so that a few aliases cannot become a million values. */
export class Source {
  readonly file: string
  readonly text: string
  readonly documents: readonly Document[]
  errors = 0
  readonly #lines = new LineCounter()
  readonly #targets = new Map<Alias, Node>()
  readonly #problems: Problem[] = []
  #untold = 0
  #values = 0
  #isFull = false

  constructor({ name, text }: MeshFile) {
    this.file = name
    this.text = text
    this.documents = this.#parse(text)
  }

  get problems(): readonly Problem[] {
    if (this.#untold === 0) return this.#problems
    const sentence = `there are ${this.#untold} problems more in this file`
    return [
      ...this.#problems,
      problem('WT_MESH_TOO_LARGE', this.place(0), sentence, 'Repair these first'),
    ]
  }

  report(...found: readonly Problem[]): void {
    for (const one of found) {
      if (isError(one)) this.errors++
      if (this.#problems.length < mostProblems) this.#problems.push(one)
      else this.#untold++
    }
  }

  place(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset)
    return { file: this.file, line: Math.max(1, line), column: Math.max(1, col) }
  }

  placeOf(node: unknown, fallback: Place): Place {
    return isNode(node) && node.range ? this.place(node.range[0]) : fallback
  }

  /** The value itself, where the node is an alias of it; undefined when there is too much to read. */
  take(node: unknown): Node | undefined {
    if (this.#isFull) return undefined
    const target = isAlias(node) ? this.#targets.get(node) : (node as Node | undefined)
    const place = this.placeOf(node, this.place(0))
    if (target === undefined && isAlias(node)) {
      const sentence = `*${node.source} names no anchor before it`
      this.report(problem('WT_MESH_YAML', place, sentence))
      return undefined
    }
    if (++this.#values <= mostValues) return target
    this.#isFull = true
    const sentence = `there are more than ${mostValues} values, aliases counted as often as they are used`
    this.report(problem('WT_MESH_TOO_LARGE', place, sentence))
    return undefined
  }

  #parse(text: string): readonly Document[] {
    if (text.length > mostCharacters) {
      const sentence = `the file has ${text.length} characters, ${mostCharacters} are the most`
      this.report(problem('WT_MESH_TOO_LARGE', this.place(0), sentence))
      return []
    }
    try {
      const all = parseAllDocuments(text, {
        lineCounter: this.#lines,
        prettyErrors: false,
        uniqueKeys: false,
      })
      const documents = Array.isArray(all) ? (all as Document[]) : []
      for (const document of documents)
        for (const { message, pos } of document.errors)
          this.report(problem('WT_MESH_YAML', this.place(pos[0]), message.trimEnd()))
      const whole = documents.filter(
        ({ errors, contents }) => errors.length === 0 && kindOf(contents) !== 'nothing',
      )
      for (const document of whole) this.#resolve(document)
      return whole
    } catch (error) {
      const sentence = `it cannot be read: ${(error as Error).message}`
      this.report(problem('WT_MESH_YAML', this.place(0), sentence))
      return []
    }
  }

  /** Each alias means the nearest anchor of its name before it. */
  #resolve(document: Document): void {
    const anchors = new Map<string, Node>()
    visit(document, {
      Node: (_, node) => {
        if (!isAlias(node)) {
          if (node.anchor !== undefined) anchors.set(node.anchor, node)
          return
        }
        const target = anchors.get(node.source)
        if (target !== undefined) this.#targets.set(node, target)
      },
    })
  }
}

/** What a person would call it. */
export function kindOf(node: unknown): string {
  if (isMap(node)) return 'a map'
  if (isSeq(node)) return 'a list'
  if (!isScalar(node) || node.value === null || node.value === undefined) return 'nothing'
  const { value } = node
  if (typeof value === 'string') return 'a text'
  return typeof value === 'boolean' ? `the truth ${value}` : `the number ${node.source ?? value}`
}
