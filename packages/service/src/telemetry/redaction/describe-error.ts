/** An error as a log may hold it. */
export interface ErrorFacts {
  readonly name: string
  readonly code?: string
  readonly message?: string
  /** Where in the source, innermost first. */
  readonly at?: readonly string[]
  readonly cause?: ErrorFacts
}

/** Errors whose sentences are made of names and figures of the machinery alone. */
const machinery = new Set(['ServiceError', 'TransportError', 'PortsError', 'ResilienceError'])

const maxCauses = 3
const maxFrames = 8

/** Name, code and place of an error. Its message is kept only where it cannot tell who somebody is: `isPersonal` says that the context holds personal data, and then nobody knows what its own code put into a sentence. Never throws. */
export function describeError(
  error: unknown,
  isPersonal: boolean,
  text: (text: string) => string,
  causes = 0,
): ErrorFacts {
  try {
    if (!(error instanceof Error))
      return isPersonal
        ? { name: typeof error }
        : { name: typeof error, message: text(String(error)) }
    const name = /^[A-Za-z]\w{0,63}$/.test(error.name) ? error.name : 'Error'
    const { code } = error as { readonly code?: unknown }
    const { message, stack, cause } = error
    const tells = !isPersonal || machinery.has(name)
    return {
      name,
      ...(typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(code) && { code: text(code) }),
      ...(tells && { message: text(ownWords(message, cause)) }),
      at: framesOf(stack, message).map(text),
      ...(cause !== undefined &&
        causes < maxCauses && { cause: describeError(cause, isPersonal, text, causes + 1) }),
    }
  } catch {
    return { name: 'Error', message: 'an error that cannot be read' }
  }
}

/** A message that quotes its cause without the quotation: the cause is described by itself. */
const ownWords = (message: string, cause: unknown): string =>
  cause instanceof Error && cause.message !== ''
    ? message.replace(` (${cause.message})`, '')
    : message

/** The stack repeats the message, which may have lines of its own. */
function framesOf(stack: string | undefined, message: string): readonly string[] {
  if (typeof stack !== 'string') return []
  const quoted = stack.indexOf(message)
  return stack
    .slice(quoted < 0 ? 0 : quoted + message.length)
    .split('\n')
    .filter((line) => /^ {4}at .+:\d+:\d+\)?$/.test(line))
    .slice(0, maxFrames)
    .map((line) => line.slice('    at '.length))
}
