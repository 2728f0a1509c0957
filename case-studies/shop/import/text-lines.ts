/** A longer line is cut here: it is no row, and a file without line ends must not fill the memory. */
export const maxLineLength = 65_536

export interface TextLine {
  /** 1 for the first line of the file. */
  readonly line: number
  readonly text: string
  /** False only for a last line without a line end: where a copy breaks off. */
  readonly ended: boolean
}

/** The lines of UTF-8 bytes, however they were cut into chunks; without line ends (LF or CRLF) and without a byte order mark. What is no UTF-8 reads as U+FFFD. */
export async function* textLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<TextLine> {
  const utf8 = new TextDecoder()
  let rest = ''
  let line = 0
  for await (const chunk of bytes) {
    const text = utf8.decode(chunk, { stream: true })
    let start = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      const whole = rest + text.slice(start, end)
      yield { line: ++line, text: whole.replace(/\r$/, ''), ended: true }
      rest = ''
      start = end + 1
    }
    rest = (rest + text.slice(start)).slice(0, maxLineLength + 1)
  }
  rest += utf8.decode()
  if (rest !== '') yield { line: ++line, text: rest, ended: false }
}
