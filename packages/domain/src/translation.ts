import type { CommandType, DataOf, EventType, Message, MessageOf, Named, Names } from './message.ts'
import { own } from './own.ts'
import type { About, PublishedLanguage } from './published-language.ts'

/** A command and whom it is for. */
export interface Dispatch<C extends CommandType = any> {
  readonly to: string
  readonly command: MessageOf<C>
}

/** `send('536365', ConfirmOrder({ charge }))`: the command, and the id of the aggregate that decides it. */
export const send = <M extends Message>(
  to: string,
  command: M,
): { readonly to: string; readonly command: M } => ({ to, command })

/** What another context's published events mean here: commands, never its words. */
export interface Translation<U extends string = string> {
  readonly from: PublishedLanguage<U>
  readonly sends: readonly CommandType[]
  translate(message: Message, about: About): readonly Dispatch[]
}

type Answer<C extends CommandType> = Dispatch<C> | readonly Dispatch<C>[] | undefined

/** An anticorruption layer: a handler for every published event, those that mean nothing here included. A newer publisher's event that has no handler yet means nothing. */
export function translation<const U extends string, P extends EventType, C extends CommandType>(
  words: { readonly from: PublishedLanguage<U, P>; readonly sends: readonly C[] },
  handlers: { readonly [K in Names<P>]: (data: DataOf<Named<P, K>>, about: About) => Answer<C> },
): Translation<U> {
  const table = handlers as { [type: string]: ((data: any, about: About) => Answer<C>) | undefined }
  return {
    ...words,
    translate({ type, data }, about) {
      const answer = own(table, type)?.(data, about)
      if (answer === undefined) return []
      return (Array.isArray(answer) ? answer : [answer]) as readonly Dispatch[]
    },
  }
}
