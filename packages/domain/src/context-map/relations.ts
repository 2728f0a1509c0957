import type { BoundedContext } from '../bounded-context.ts'
import { DomainError } from '../domain-error.ts'
import type { CommandType, EventType } from '../message.ts'

/** How the upstream offers itself: one protocol for whoever comes, in words written down for others. */
export type Offer = 'open host' | 'published language'

/** What one context is for another that depends on it. */
export interface Dependence {
  readonly kind: 'anticorruption' | 'conformist' | 'customer/supplier'
  readonly upstream: BoundedContext
  readonly downstream: BoundedContext
  readonly offers: readonly Offer[]
}
/** What two contexts are for each other. */
export interface Symmetry {
  readonly kind: 'partnership' | 'shared kernel'
  readonly between: readonly [BoundedContext, BoundedContext]
  /** The words that both use, of a shared kernel. */
  readonly words: readonly (EventType | CommandType)[]
}
export type Relation = Dependence | Symmetry

interface Ends {
  readonly upstream: BoundedContext
  readonly downstream: BoundedContext
  readonly offers?: readonly Offer[]
}

/** The downstream translates what the upstream publishes, so that no foreign word gets in. Refuses a downstream without such a translation. */
export function anticorruption(of: Ends): Dependence {
  const { upstream, downstream } = of
  require(hears(
    downstream,
    upstream,
  ), `${downstream.name} has no translation of what ${upstream.name} publishes`)
  return dependence('anticorruption', of)
}

/** The downstream takes the upstream's words as they are: it calls it and translates nothing. */
export function conformist(of: Ends): Dependence {
  const { upstream, downstream } = of
  require(calls(downstream, upstream), `${downstream.name} does not call ${upstream.name}`)
  require(!hears(
    downstream,
    upstream,
  ), `${downstream.name} conforms to ${upstream.name} and translates it`)
  return dependence('conformist', of)
}

/** The downstream has a say in what the upstream plans. Refuses an upstream that is an open host, because that serves all alike, and a customer that neither hears nor calls its supplier. */
export function customerSupplier(
  of: Omit<Ends, 'offers'> & { readonly offers?: readonly 'published language'[] },
): Dependence {
  const { upstream, downstream } = of
  const depends = hears(downstream, upstream) || calls(downstream, upstream)
  require(depends, `${downstream.name} neither hears nor calls ${upstream.name}`)
  const offers: readonly Offer[] = of.offers ?? []
  require(!offers.includes(
    'open host',
  ), `${upstream.name} is an open host and has the customer ${downstream.name}`)
  return dependence('customer/supplier', of)
}

/** The two succeed or fail together, and plan together. */
export const partnership = (one: BoundedContext, other: BoundedContext): Symmetry => ({
  ...{ kind: 'partnership', between: [one, other], words: [] },
})

/** The two use some very same words, and change them only together. Refuses a word that one of them does not use. */
export function sharedKernel(
  one: BoundedContext,
  other: BoundedContext,
  words: readonly [EventType | CommandType, ...(EventType | CommandType)[]],
): Symmetry {
  for (const word of words)
    for (const context of [one, other])
      require(wordsOf(context).has(word), `${context.name} shares ${word.type} and does not use it`)
  return { kind: 'shared kernel', between: [one, other], words }
}

function dependence(kind: Dependence['kind'], { upstream, downstream, offers = [] }: Ends) {
  const { speaks } = upstream
  if (offers.includes('published language'))
    require(speaks !== undefined, `${upstream.name} has no published language to offer`)
  if (offers.includes('open host'))
    require(speaks !== undefined &&
      Object.keys(speaks.commands).length >
        0, `${upstream.name} is an open host without a command in its published language`)
  return { kind, upstream, downstream, offers }
}

/** The events and commands that a context works with inside. */
export const wordsOf = ({ owns }: BoundedContext): ReadonlySet<EventType | CommandType> =>
  new Set(owns.flatMap(({ commands, events }) => [...commands, ...events]))

const hears = (downstream: BoundedContext, upstream: BoundedContext) =>
  downstream.hears.some(({ from }) => from.context === upstream.name)

const calls = (downstream: BoundedContext, upstream: BoundedContext) =>
  downstream.calls.some(({ context }) => context === upstream.name)

export function require(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw invalid(sentence)
}

export const invalid = (sentence: string) => new DomainError('WT_CONTEXT_MAP_INVALID', sentence)
