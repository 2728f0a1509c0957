import { parseArgs, stripVTControlCharacters } from 'node:util'
import { json, type Ports, type Reply } from '@watertight/ports'
import { type Context, notAnswered, notRunning, usageError } from './context.ts'
import { mapOf, withContexts } from './maps.ts'

/** A context that looks after what runs. */
export interface RunningContext extends Context {
  readonly ports: Pick<Ports, 'transport' | 'clock'>
  services(part: string): readonly {
    readonly name: string
    process(): { readonly address?: string } | undefined
  }[]
}

interface Parked {
  readonly position: number
  readonly subject: string
  readonly type: string
  readonly since: string
  readonly failures: number
  readonly code?: string
  readonly because?: string
  readonly retry?: string
  readonly drop?: string
}
interface ParkedOf {
  readonly context: string
  readonly feed: string
  readonly count: number
  readonly parked: readonly Parked[]
}
interface Decided {
  readonly handled: number
  readonly left: number
  readonly failure?: { readonly code: string; readonly because: string }
}

/** A context that hears others, and where it runs. */
interface Hearer {
  readonly name: string
  readonly feeds: readonly string[]
  readonly address: string | undefined
}

const askMs = 30_000
const most = 100

/** What cannot be handled in the contexts that run, or in one of them, with what waits behind it. */
export async function parked(context: RunningContext): Promise<number> {
  const [name] = wordsOf(context, 0, 1)
  const lists: ParkedOf[] = []
  for (const { name: heard, feeds, address } of await hearers(context, name))
    for (const feed of address === undefined ? [] : feeds) {
      const path = `/feeds/${encodeURIComponent(feed)}/parked?limit=${most}`
      const { parked, count } = (await ask(context, address as string, 'GET', path)) as ParkedOf
      lists.push({ context: heard, feed, count, parked })
    }
  const { out } = context
  const some = lists.filter(({ count }) => count > 0)
  if (context.json) out.line(JSON.stringify(some, null, 2))
  else if (some.length === 0) out.line('nothing is parked')
  else for (const line of some.flatMap(linesOf)) out.line(line)
  return 0
}

/** Has what is parked tried again: the message at this position, or all that hold others up. */
export const retry = (context: RunningContext): Promise<number> => decided(context, 'retry')

/** Gives a message up for ever, and goes on with what waits behind it. */
export const drop = (context: RunningContext): Promise<number> => decided(context, 'drop')

async function decided(context: RunningContext, what: 'retry' | 'drop'): Promise<number> {
  const [name, feed, position] = wordsOf(context, what === 'drop' ? 3 : 2, 3)
  if (position !== undefined && !/^\d{1,15}$/.test(position))
    throw usageError(`POSITION is a whole number, got '${position}'`)
  const [hearer] = await hearers(context, name)
  const { address, feeds } = hearer as Hearer
  if (feed === undefined || !feeds.includes(feed))
    throw usageError(`${name} hears ${feeds.join(', ')}, and not '${feed}'`)
  if (address === undefined) throw notRunning(String(name))
  const at = `/feeds/${encodeURIComponent(feed)}/parked`
  const paths =
    position === undefined ? await headsOf(context, address, at) : [`${at}/${position}/${what}`]
  const done: Decided[] = []
  for (const path of paths) done.push((await ask(context, address, 'POST', path)) as Decided)
  if (context.json) context.out.line(JSON.stringify(done, null, 2))
  else for (const line of done.map(inWords)) context.out.line(line)
  if (done.length === 0 && !context.json) context.out.line('nothing is parked')
  return done.some(({ left }) => left > 0) ? 1 : 0
}

/** Where the messages that hold others up are tried again. */
async function headsOf(context: RunningContext, address: string, at: string) {
  const { parked } = (await ask(context, address, 'GET', `${at}?limit=1000`)) as ParkedOf
  return parked.flatMap(({ retry }) => retry ?? [])
}

async function hearers(context: RunningContext, name?: string): Promise<readonly Hearer[]> {
  const maps = await Promise.all(withContexts(context).map(mapOf))
  const all = maps.flatMap(({ name: part, map }) => {
    const services = context.services(part)
    return map.contexts
      .filter(({ hears }) => hears.length > 0)
      .map(({ name, hears }): Hearer => {
        const address = services.find((one) => one.name === name)?.process()?.address
        return { name, feeds: hears.map(({ from }) => from.context), address }
      })
  })
  const found = name === undefined ? all : all.filter((one) => one.name === name)
  if (found.length === 0)
    throw usageError(
      `no context ${name ?? ''} hears another. Those that do: ${all.map(({ name }) => name).join(', ') || 'none'}`,
    )
  if (found.every(({ address }) => address === undefined))
    throw notRunning(found.map(({ name }) => name).join(', '))
  return found
}

async function ask({ ports }: RunningContext, to: string, method: string, path: string) {
  const { transport, clock } = ports
  const reply = await transport.call({ to, method, path, deadline: clock.now() + askMs })
  if (reply.status === 200) return json(reply.body)
  throw notAnswered(`${method} ${to}${path}`, detailOf(reply))
}

function detailOf({ status, body }: Reply): string {
  try {
    const { code, detail } = json(body) as { readonly code?: string; readonly detail?: string }
    return `${status} ${code ?? ''}: ${detail ?? ''}`
  } catch {
    return String(status)
  }
}

function wordsOf({ args }: Context, least: number, most: number): readonly string[] {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} })
  if (positionals.length < least || positionals.length > most)
    throw usageError(`${positionals.length} arguments are too few or too many. See --help`)
  return positionals
}

function linesOf({ context, feed, count, parked }: ParkedOf): readonly string[] {
  return [
    `${context}, from ${feed}: ${count} parked`,
    ...parked.map(
      ({ position, subject, type, failures, since, code, because }) =>
        `  ${position}  ${subject}  ${type}  ${
          code === undefined
            ? 'waits behind the one before it'
            : `failed ${failures === 1 ? 'once' : `${failures} times`} since ${since}: ${code}: ${plain(because ?? '')}`
        }`,
    ),
    ...(count > parked.length ? [`  … and ${count - parked.length} more`] : []),
    `  try again: npx watertight context retry ${context} ${feed}`,
  ]
}

const inWords = ({ handled, left, failure }: Decided) =>
  `${handled} handled, ${left} left${failure ? `: ${failure.code}: ${plain(failure.because)}` : ''}`

/** What came from elsewhere must not steer the terminal. */
const plain = (text: string) => stripVTControlCharacters(text).replace(/\p{Cc}/gu, ' ')
