import type { BoundedContext } from '../bounded-context.ts'
import { type JsonSchema, jsonSchemaOf, type Side } from '../json-schema.ts'
import type { CommandType, EventType } from '../message.ts'
import type { ProcessManager } from '../process/process-manager.ts'
import type { Translation } from '../translation.ts'

/** The words of each context as Markdown: what it is for, what may be asked of it, what happens in it, what it promises, hears, calls, and does by itself. */
export const glossary = (of: { readonly contexts: readonly BoundedContext[] }): string =>
  [...of.contexts]
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(section)
    .join('\n')

function section(context: BoundedContext): string {
  const { name, purpose, owns, accepts, speaks, hears, runs, calls } = context
  const isOpen = new Set<CommandType>(accepts)
  const promised = Object.entries(speaks?.commands ?? {}).flatMap(([owner, commands]) =>
    commands.map((command) => row(`${owner}: ${command.type}`, command, 'input')),
  )
  const parts = [
    ...owns.flatMap((owner) => [
      ...heading(`${owner.name} (${owner.kind})`),
      ...table('asked', [
        ...(owner.commands as readonly CommandType[]).map((command) =>
          row(`${command.type}${isOpen.has(command) ? '' : ' (from within)'}`, command, 'input'),
        ),
      ]),
      ...table(
        // a decision reads what others record
        owner.kind === 'decision' ? 'is read or happens' : 'happens',
        rows(owner.events, 'output'),
      ),
    ]),
    ...(speaks ? heading('Promised to others') : []),
    ...(speaks?.events.length ? table('they hear', rows(speaks.events, 'output')) : []),
    ...(promised.length ? table('they may ask', promised) : []),
    ...hears.flatMap(heard),
    ...runs.flatMap(run),
    ...(calls.length ? ['', `Calls ${list(calls.map(({ context }) => context))}.`] : []),
  ]
  return `${[`## ${name}`, '', text(purpose), ...parts].join('\n')}\n`
}

const heading = (title: string) => ['', `### ${text(title)}`]

const heard = ({ from, sends }: Translation) => [
  ...heading(`Heard from ${from.context}`),
  '',
  `${list(from.events.map(({ type }) => type))} may lead to ${list(sends.map(({ type }) => type))}.`,
]

const run = ({ name, hears, sends, alarms }: ProcessManager) => [
  ...heading(`${name} (process manager)`),
  '',
  `Hears ${list(hears.map(({ type }) => type))}. Sends ${list(sends.map(({ type }) => type))}. Alarms: ${list(alarms)}.`,
]

const list = (names: readonly string[]) =>
  names.length === 0 ? 'nothing' : names.map((name) => text(name)).join(', ')

type Row = readonly [word: string, fields: string]

const table = (title: string, body: readonly Row[]) => [
  '',
  `| ${title} | with |`,
  '|---|---|',
  ...body.map(([word, fields]) => `| ${text(word)} | ${fields} |`),
]

const rows = (types: readonly (CommandType | EventType)[], side: Side): Row[] =>
  types.map((type) => row(type.type, type, side))

/** A word and its fields: those that may be left out with a `?`, personal data marked. */
function row(word: string, { schema, personal }: CommandType | EventType, side: Side): Row {
  const { properties = {}, required = [] } = jsonSchemaOf(schema, side) as {
    readonly properties?: { readonly [field: string]: JsonSchema }
    readonly required?: readonly string[]
  }
  const fields = Object.keys(properties).map((field) => {
    const isPersonal = personal.some((path) => path === field || path.startsWith(`${field}.`))
    const mark = isPersonal ? ' (personal)' : ''
    return `${text(field)}${required.includes(field) ? '' : '?'}${mark}`
  })
  return [word, fields.join(', ')]
}

/** Names and purposes are plain words: whatever Markdown would make of them is escaped. */
const text = (words: string) => words.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|#]/g, '\\$&')
