/** Values by prefix of a text: a radix tree, so that a lookup costs the length of the text and not the number of prefixes. */
export class PrefixTree<V> {
  readonly #root: Node<V> = { label: '', value: undefined, children: undefined }

  constructor(values: Iterable<readonly [prefix: string, value: V]>) {
    for (const [prefix, value] of values) this.#put(prefix, value)
  }

  /** Hands out the value of each prefix of the text, the shortest first. */
  visit<S>(text: string, visit: (value: V, state: S) => S, state: S): S {
    let result = state
    let node: Node<V> | undefined = this.#root
    let at = 0
    while (node !== undefined) {
      const { label } = node
      // the first character is the one it was found by
      if (label.length > 1 && !text.startsWith(label, at)) return result
      at += label.length
      if (node.value !== undefined) result = visit(node.value, result)
      if (at >= text.length) return result
      node = node.children?.get(text.charCodeAt(at))
    }
    return result
  }

  #put(prefix: string, value: V): void {
    let node = this.#root
    let rest = prefix
    while (rest !== '') {
      const key = rest.charCodeAt(0)
      const child = node.children?.get(key)
      if (child === undefined) {
        node.children ??= new Map()
        node.children.set(key, { label: rest, value, children: undefined })
        return
      }
      const shared = sharedLength(child.label, rest)
      if (shared < child.label.length) split(child, shared)
      node = child
      rest = rest.slice(shared)
    }
    node.value = value
  }
}

interface Node<V> {
  label: string
  value: V | undefined
  children: Map<number, Node<V>> | undefined
}

function split<V>(node: Node<V>, at: number): void {
  const { label, value, children } = node
  node.label = label.slice(0, at)
  node.value = undefined
  node.children = new Map([[label.charCodeAt(at), { label: label.slice(at), value, children }]])
}

function sharedLength(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  let i = 0
  while (i < most && a.charCodeAt(i) === b.charCodeAt(i)) i++
  return i
}
