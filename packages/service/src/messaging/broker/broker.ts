/** One message of a stream. */
export interface Stored {
  readonly sequence: number
  readonly text: string
}

/** The sequences of the first and the last message; `first` is `last + 1` where there is none. `last` never goes down, but when the broker loses what it had. */
export interface Ends {
  readonly first: number
  readonly last: number
  /** When the stream was made: another one of the same name has another. */
  readonly made: string
}

/** An append-only stream at a broker, on one connection. Every call rejects once that is lost. */
export interface BrokerStream {
  /** Fires when the connection is lost. */
  readonly lost: AbortSignal
  ends(): Promise<Ends>
  /** The message with this sequence; `undefined` where there is none. */
  at(sequence: number): Promise<Stored | undefined>
  /** The first message with this sequence or a later one. */
  from(sequence: number): Promise<Stored | undefined>
  /** Stores the text behind the message with sequence `after`, or says that there is another by now, or that this `id` was stored a short while ago. Calls made together are carried out in their order. */
  append(
    text: string,
    how: { readonly after: number; readonly type: string; readonly id?: string },
  ): Promise<'stored' | 'raced' | 'repeated'>
  /** Messages from this sequence on, then live, as they come; nothing more is fetched than a reader has room for. Ends when the connection is lost or the signal fires. */
  read(sequence: number, signal: AbortSignal): AsyncIterable<readonly Stored[]>
  close(): Promise<void>
}

/** A broker that keeps a stream for each context. */
export interface Broker {
  readonly name: string
  /** Connects to the stream of a context; `create` makes it where there is none. */
  open(
    context: string,
    how: { readonly create: boolean; readonly signal: AbortSignal },
  ): Promise<BrokerStream>
}
