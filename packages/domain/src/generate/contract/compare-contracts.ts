import type { JsonSchema } from '../../json-schema.ts'
import { own } from '../../own.ts'
import type { Contract, Contracts } from './contracts.ts'
import { type Difference, differences } from './differences.ts'

export interface ContractChange {
  readonly context: string
  /** `shop.OrderPlaced.v1`, `Order.PlaceOrder` */
  readonly message: string
  readonly change: string
  /** Whoever relies on the locked contract may fail. */
  readonly breaking: boolean
  readonly why: string
}

type Kind = keyof Contract

const why: { readonly [K in Kind]: { readonly [about: string]: string } } = {
  events: {
    gone: 'whoever hears it waits in vain',
    new: 'whoever does not know it passes over it',
    narrowed: 'whoever reads it goes on as before',
    widened: 'whoever reads it may meet what it does not know',
  },
  commands: {
    gone: 'whoever sends it is answered with 404',
    new: 'nobody has sent it before',
    narrowed: 'what could be sent before may be refused',
    widened: 'whoever sends it goes on as before',
  },
}

/** What has changed since the contracts were locked. Breaking for an event: it may say what its readers have never met, or not say any more what they know. Breaking for a command: it may refuse what its senders could send. Whatever cannot be decided is breaking. */
export function compareContracts(locked: Contracts, now: Contracts): readonly ContractChange[] {
  const none: Contract = { events: {}, commands: {} }
  return namesOf(locked.contexts, now.contexts).flatMap((context) => {
    const before = own(locked.contexts, context) ?? none
    const after = own(now.contexts, context) ?? none
    return (['events', 'commands'] as const).flatMap((kind) =>
      namesOf(before[kind], after[kind]).flatMap((message) =>
        changesOf(kind, own(before[kind], message), own(after[kind], message)).map((change) => ({
          context,
          message,
          ...change,
        })),
      ),
    )
  })
}

type Change = Pick<ContractChange, 'change' | 'breaking' | 'why'>

function changesOf(kind: Kind, before?: JsonSchema, now?: JsonSchema): readonly Change[] {
  const reasons = why[kind] as { readonly [about: string]: string }
  const because = (change: string, breaking: boolean, about: string): Change => ({
    change,
    breaking,
    why: reasons[about] as string,
  })
  if (now === undefined) return [because('is gone', true, 'gone')]
  if (before === undefined) return [because('is new', false, 'new')]
  const isRead = kind === 'events'
  const reading = isRead ? 'tolerant' : 'strict'
  const widened = differences(now, before, reading).map((one) => saying(one, one.wide, one.narrow))
  const narrowed = differences(before, now, reading).map((one) => saying(one, one.narrow, one.wide))
  const [breaking, harmless] = isRead ? [widened, narrowed] : [narrowed, widened]
  const said = new Set(breaking.map(({ about }) => about))
  return [
    ...breaking.map(({ change }) => because(change, true, isRead ? 'widened' : 'narrowed')),
    ...harmless
      .filter(({ about }) => !said.has(about))
      .map(({ change }) => because(change, false, isRead ? 'narrowed' : 'widened')),
  ]
}

/** One difference in words, seen from before to now. */
function saying({ path, keyword }: Difference, before: unknown, now: unknown) {
  const about = `${path} ${keyword}`
  const place = path || 'it'
  if (keyword === 'field') {
    const more = now === 'required' ? ', and required' : ''
    return { about, change: `${place} is ${before === undefined ? `new${more}` : 'gone'}` }
  }
  if (keyword === 'required')
    return {
      about,
      change: `${place} is ${now ? 'required, was optional' : 'optional, was required'}`,
    }
  return { about, change: `${place}: ${keyword} is ${shown(now)}, was ${shown(before)}` }
}

const shown = (value: unknown) =>
  value === undefined ? 'not stated' : typeof value === 'string' ? value : JSON.stringify(value)

const namesOf = (one: object, other: object) =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].sort()
