import type { Listener, Messaging } from '../messaging.ts'

/** Stands between a messaging and its listener. */
export interface Tampering {
  /** What is handed over in place of a message, by its number among all that arrived, from 1. */
  readonly change?: (text: string, number: number) => readonly string[]
  readonly before?: (texts: readonly string[]) => Promise<void> | void
  readonly after?: () => Promise<void> | void
}

/** The same messaging with a listener that is tampered with. */
export function tampered(messaging: Messaging, how: Tampering): Messaging {
  let arrived = 0
  return {
    ...messaging,
    listen: (from, listener, ports, signal) =>
      messaging.listen(from, between(listener), ports, signal),
  }

  /** A feed has marks besides its messages. */
  function changed(text: string): readonly string[] {
    if (how.change === undefined || !text.includes('"specversion"')) return [text]
    return how.change(text, ++arrived)
  }

  function between(listener: Listener): Listener {
    return {
      get position() {
        return listener.position
      },
      opened: (head) => listener.opened(head),
      async hear(texts, source) {
        await how.before?.(texts)
        await listener.hear(texts.flatMap(changed), source)
        await how.after?.()
      },
    }
  }
}
