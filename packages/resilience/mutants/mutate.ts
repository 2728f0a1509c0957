import { parseSync } from 'vite'

/** One source with one small mistake in it. */
export interface Mutant {
  /** What was changed, by the text of its line: stays the same when lines move. */
  readonly name: string
  readonly file: string
  readonly source: string
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
  readonly what: string
}

const flipped: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '**': '*',
  '&': '|',
  '|': '&',
  '<<': '>>',
  '>>': '<<',
  '&&': '||',
  '||': '&&',
  '??': '&&',
  '+=': '-=',
  '-=': '+=',
  '??=': '=',
}

/** Every branch and comparison flipped once, every sum, constant and step turned round, every statement left out: each a mutant of its own. */
export function mutantsOf(file: string, text: string): Mutant[] {
  const { program, errors } = parseSync(file, text)
  if (errors[0]) throw new SyntaxError(errors[0].message)
  const times = new Map<string, number>()
  return [...editsBelow(program as unknown as Node, text)].map(({ start, end, what, ...edit }) => {
    const line = text
      .slice(text.lastIndexOf('\n', start - 1) + 1)
      .split('\n', 1)[0]
      ?.trim()
    const name = `${file}: ${line}: ${what}`
    const time = (times.get(name) ?? 0) + 1
    times.set(name, time)
    const source = text.slice(0, start) + edit.text + text.slice(end)
    return { name: time === 1 ? name : `${name}, ${time}`, file, source }
  })
}

function* editsBelow(node: Node, text: string): Generator<Edit> {
  yield* editsOf(node, text)
  for (const child of Object.values(node).flat()) if (isRun(child)) yield* editsBelow(child, text)
}

function* editsOf(node: Node, text: string): Generator<Edit> {
  const { start, end } = node
  switch (node.type) {
    case 'BinaryExpression':
    case 'LogicalExpression':
    case 'AssignmentExpression': {
      const operator = String(node.operator)
      const other = flipped[operator]
      if (other === undefined) return
      const at = text.indexOf(operator, (node.left as Node).end)
      const what = `${operator} becomes ${other}`
      yield { start: at, end: at + operator.length, text: other, what }
      return
    }
    case 'UnaryExpression': {
      const operator = String(node.operator)
      if (operator === '!' || operator === '-' || operator === '~')
        yield { start, end: start + 1, text: ' ', what: `without ${operator}` }
      return
    }
    case 'UpdateExpression': {
      const operator = String(node.operator)
      const other = operator === '++' ? '--' : '++'
      const at = node.prefix === true ? start : end - 2
      yield { start: at, end: at + 2, text: other, what: `${operator} becomes ${other}` }
      return
    }
    case 'IfStatement':
    case 'WhileStatement':
    case 'ForStatement': {
      const test = node.test as Node | null
      // a flipped operator says the same
      if (test !== null && test.type !== 'UnaryExpression' && !/^[!=]==$/.test(`${test.operator}`))
        yield replaced(test, `!(${of(test, text)})`, 'condition turned round')
      return
    }
    case 'ConditionalExpression': {
      const [one, other] = [node.consequent as Node, node.alternate as Node]
      const between = text.slice(one.end, other.start)
      const swapped = `(${of(other, text)})${between}(${of(one, text)})`
      yield { start: one.start, end: other.end, text: swapped, what: 'branches exchanged' }
      return
    }
    case 'Literal': {
      const { value } = node
      if (typeof value === 'number')
        for (const other of [value + 1, value - 1])
          yield replaced(node, other < 0 ? `(${other})` : `${other}`, `${value} becomes ${other}`)
      if (typeof value === 'boolean')
        yield replaced(node, `${!value}`, `${value} becomes ${!value}`)
      return
    }
    case 'ExpressionStatement':
      if (node.directive === undefined || node.directive === null)
        yield replaced(node, '{}', 'left out')
      return
    case 'BreakStatement':
    case 'ContinueStatement':
      yield replaced(node, '{}', 'left out')
      return
  }
}

const of = ({ start, end }: Node, text: string) => text.slice(start, end)

const replaced = ({ start, end }: Node, text: string, what: string): Edit => ({
  start,
  end,
  text,
  what,
})

/** Whether it is there at run time: types are not. */
function isRun(value: unknown): value is Node {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false
  const type = String(value.type)
  return !type.startsWith('TS') || /^TS(As|NonNull|Satisfies)/.test(type)
}
