import type { WriteStream } from 'node:tty'
import { styleText } from 'node:util'

export type Style = Parameters<typeof styleText>[0]

/** A stream that people or programs read. */
export interface Output {
  write(text: string): void
  line(text: string): void
  /** A terminal, where a line can be drawn again; a file or a pipe otherwise. */
  readonly isTerminal: boolean
  readonly columns: number
  /** The text in this style where the stream shows styles; the plain text elsewhere and under `NO_COLOR`. */
  style(style: Style, text: string): string
}

/** An `Output` on a stream of the process. */
export function outputOn(stream: WriteStream): Output {
  return {
    write: (text) => void stream.write(text),
    line: (text) => void stream.write(`${text}\n`),
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 80
    },
    style: (style, text) => styleText(style, text, { stream }),
  }
}
